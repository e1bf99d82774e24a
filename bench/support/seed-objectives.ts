import type { Post } from './api-client.ts';

export interface SeededObjectives {
  readonly objectiveIds: readonly string[];
  readonly keyResultIds: readonly string[];
}

interface Command {
  readonly type: string;
  readonly input: Record<string, unknown>;
}

const keyResults = 2000;
const perObjective = 3;
const perRequest = 50;
const requestsAtOnce = 8;
const dayMs = 86_400_000;

/** An active cycle with 2,000 key results, three to an objective, each with a target that is far away. */
export async function seedObjectives(post: Post): Promise<SeededObjectives> {
  const day = (offset: number) => new Date(Date.now() + offset * dayMs).toISOString().slice(0, 10);
  const [cycleId] = await issue(post, [
    { type: 'DefineCycle', input: { name: 'Quarter', kind: 'quarter', startsOn: day(-45), endsOn: day(45) } },
  ]);
  await issue(post, [{ type: 'ActivateCycle', input: { cycleId } }]);

  const objectives = Array.from({ length: Math.ceil(keyResults / perObjective) }, (_, index) => ({
    type: 'DraftObjective',
    input: { cycleId, title: `Make customers happier in region ${index}`, tags: ['growth'] },
  }));
  const objectiveIds = await issue(post, objectives);
  await issue(
    post,
    objectiveIds.map((objectiveId) => ({ type: 'ActivateObjective', input: { objectiveId } })),
  );

  const definitions = Array.from({ length: keyResults }, (_, index) => ({
    type: 'DefineKeyResult',
    input: {
      objectiveId: objectiveIds[Math.floor(index / perObjective)],
      title: `Sign-ups in week ${index}`,
      measure: { type: 'number', baseline: '0', target: '1000000', unit: 'sign-ups' },
    },
  }));
  return { objectiveIds, keyResultIds: await issue(post, definitions) };
}

/** Issues commands over the bulk route; answers the id of each one's stream. */
async function issue(post: Post, commands: readonly Command[]): Promise<string[]> {
  const ids: string[] = [];
  const starts = Array.from({ length: Math.ceil(commands.length / perRequest) }, (_, i) => i * perRequest);
  const worker = async () => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      const results = await post('/commands', { commands: commands.slice(start, start + perRequest) });
      if (!Array.isArray(results)) throw new Error('a bulk answer is no list');
      for (const [index, { status, data, error }] of results.entries()) {
        if (status >= 300) throw new Error(`a command was refused: ${JSON.stringify(error)}`);
        ids[start + index] = data.id;
      }
    }
  };
  await Promise.all(Array.from({ length: requestsAtOnce }, worker));
  return ids;
}
