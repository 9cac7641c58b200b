import { type Static, Type } from 'typebox';

/**
 * Why something is said, as a code with its numbers. The sentence is made in `language`, so that the same reason
 * reads in Korean and in English; nothing in the flow holds a human sentence.
 */
export const Reason = Type.Object({
  code: Type.String({ minLength: 1, maxLength: 64 }),
  params: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]))),
});
export type Reason = Static<typeof Reason>;

/** IEC 60601-1-8 alarm priority. */
export const Priority = Type.Union([Type.Literal('high'), Type.Literal('medium'), Type.Literal('low')]);
export type Priority = Static<typeof Priority>;
