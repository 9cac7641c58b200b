// Apart from the schemas of `sync.ts`: a nurse's page needs these, and not what checks messages on the server.

/** Shape of the messages; a server refuses what is newer than itself, and keeps it on the device. */
export const syncVersion = 1;
/** Most messages of one push. */
export const mostMessages = 50;
/** Days without contact after which a device forgets what it holds. */
export const mostDaysAway = 14;

/** What is known of a person and may be changed at her home and at the hospital. */
export const factFields = ['phone', 'doorCode', 'address', 'conditions', 'medications', 'allergies'] as const;
export type FactField = (typeof factFields)[number];
/** Never merged by a machine: where both sides changed them, a person decides. */
export const clinicalFacts: readonly FactField[] = ['medications', 'allergies'];
