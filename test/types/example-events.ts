import { z } from 'zod';
import { defineEvents } from '../../src/core/define-events.ts';

/*
 * The files of this folder are checked by the compiler alone: below each `@ts-expect-error` stands a mistake
 * that it has to refuse. Where it no longer does, the directive itself is an error.
 */

export const lampEvents = defineEvents('lamp', {
  LampInstalled: z.strictObject({ lampId: z.string(), watts: z.number() }),
  LampSwitched: z.strictObject({ lampId: z.string(), on: z.boolean() }),
});

export const doorEvents = defineEvents('door', {
  DoorOpened: z.strictObject({ doorId: z.string() }),
});

// @ts-expect-error a payload is an object
defineEvents('lamp', { LampSwitched: z.string() });
