import type { Circumstances } from '@munan/flow';

/** Noon, an operator at the desk, everybody can be reached and nothing was wished: what is so where nobody says otherwise. */
export const plainDay: Circumstances = { minuteOfDay: 720, operators: 1, cannot: {} };
