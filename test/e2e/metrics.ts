import { call } from './client.ts';

/** Sum of the samples of a metric that have the labels; undefined where there is none. */
export async function metric(
  operations: string | undefined,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number | undefined> {
  const { status, text } = await call(`${operations}/metrics`, 'GET');
  if (status !== 200) throw new Error(`metrics were answered ${status}`);
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const samples = text.split('\n').flatMap((line) => {
    const [, found, given = '', value] = /^(\w+)(\{.*\})? (\S+)$/.exec(line) ?? [];
    return found === name && wanted.every((each) => given.includes(each)) ? [Number(value)] : [];
  });
  return samples.length === 0 ? undefined : samples.reduce((sum, each) => sum + each, 0);
}
