import { defineProjection } from '../core/define-projection.ts';
import {
  boolean,
  date,
  integer,
  nullable,
  numeric,
  table,
  text,
  textOf,
  texts,
  timestamptz,
  uuid,
  uuids,
} from '../core/table.ts';
import type { ObjectivePhase, ObjectiveVisibility, Outcome } from '../domain/values.ts';
import { objectiveEvents } from '../events/objective.events.ts';
import { once } from './once.ts';

const open = { closed_on: null, outcome: null, computed_score: null, final_score: null, narrative: null };

/** Objectives as they are now, one row each. Their progress is of the projection key-results. */
export const objectives = defineProjection({
  name: 'objectives',
  version: 1,
  events: [objectiveEvents],
  tables: {
    objectives: table('objectives', {
      key: ['id'],
      columns: {
        id: uuid,
        organization_id: uuid,
        cycle_id: uuid,
        title: text,
        description: text,
        owner_ids: uuids,
        team_id: nullable(uuid),
        visibility: textOf<ObjectiveVisibility>(),
        tags: texts,
        phase: textOf<ObjectivePhase>(),
        is_archived: boolean,
        activated_on: nullable(date),
        closed_on: nullable(date),
        outcome: nullable(textOf<Outcome>()),
        computed_score: nullable(numeric),
        final_score: nullable(numeric),
        narrative: nullable(text),
        created_at: timestamptz,
        updated_at: timestamptz,
        revision: integer,
      },
    }),
  },
  on: {
    ObjectiveDrafted: ({ data, meta, revision, recordedAt }, { objectives }) =>
      objectives.upsert(
        data.objectiveId,
        (row) =>
          row ?? {
            id: data.objectiveId,
            organization_id: meta.organizationId,
            cycle_id: data.cycleId,
            title: data.title,
            description: data.description,
            owner_ids: data.ownerIds,
            team_id: data.teamId ?? null,
            visibility: data.visibility,
            tags: data.tags,
            phase: 'draft',
            is_archived: false,
            activated_on: null,
            ...open,
            created_at: recordedAt,
            updated_at: recordedAt,
            revision,
          },
      ),
    ObjectiveRevised: (event, { objectives }) => {
      const { objectiveId, title, description, teamId, visibility, tags } = event.data;
      objectives.update(objectiveId, (row) =>
        once(row, event, {
          title: title ?? row.title,
          description: description ?? row.description,
          team_id: teamId === undefined ? row.team_id : teamId,
          visibility: visibility ?? row.visibility,
          tags: tags ?? row.tags,
        }),
      );
    },
    ObjectiveOwnersChanged: (event, { objectives }) => {
      const { objectiveId, ownerIds } = event.data;
      objectives.update(objectiveId, (row) => once(row, event, { owner_ids: ownerIds }));
    },
    ObjectiveActivated: (event, { objectives }) => {
      const { objectiveId, activatedOn } = event.data;
      objectives.update(objectiveId, (row) =>
        once(row, event, { phase: 'active', activated_on: activatedOn }),
      );
    },
    ObjectiveClosed: (event, { objectives }) => {
      const { objectiveId, closedOn, outcome, computedScore, finalScore, narrative } = event.data;
      objectives.update(objectiveId, (row) =>
        once(row, event, {
          phase: 'closed',
          closed_on: closedOn,
          outcome,
          computed_score: computedScore,
          final_score: finalScore,
          narrative: narrative ?? null,
        }),
      );
    },
    ObjectiveReopened: (event, { objectives }) =>
      objectives.update(event.data.objectiveId, (row) => once(row, event, { phase: 'active', ...open })),
    ObjectiveArchived: (event, { objectives }) =>
      objectives.update(event.data.objectiveId, (row) => once(row, event, { is_archived: true })),
    ObjectiveRestored: (event, { objectives }) =>
      objectives.update(event.data.objectiveId, (row) => once(row, event, { is_archived: false })),
  },
});
