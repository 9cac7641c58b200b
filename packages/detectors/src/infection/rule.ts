/** docs/clinical/infection.md says where each number comes from. */
export const infectionRule = {
  /** Her usual: the median of the nights of the last `windowDays`, without the last `lagDays`, so that an illness is not its own usual. */
  windowDays: 56,
  lagDays: 5,
  leastNights: 14,
  /** Of one night about her usual, beforehand, and how many nights that weighs: pulse by shares of itself, temperature in °C. */
  sd: { pulse: 0.06, temperature: 0.25 },
  sdNights: 10,
  /** How alike the night after is. */
  likeness: { pulse: 0.4, temperature: 0.3 },
  /** An illness lifts the nights by so many of her standard deviations: as slight or as marked. */
  levels: [1.3, 2.6],
  /** This share of illnesses warms the nights as well: the old are often ill without fever. */
  feverShare: 0.6,
  /** One night far out says less than the bell curve would have it. */
  dof: 5,
  /** An illness begins in one night of so many, and lasts so many. */
  oneInNights: 200,
  lastsNights: 6,
  /** Said from these log odds on, and over below `backTo` on two nights. */
  said: -0.5,
  backTo: -2,
  backNights: 2,
  /** What stands longer is how she is now. */
  mostDays: 21,
  /** After so many nights unknown nothing is known of the night before, and what was open is over. */
  forgottenAfterDays: 7,
} as const;
export interface InfectionRule {
  windowDays: number;
  lagDays: number;
  leastNights: number;
  sd: Readonly<Record<Sign, number>>;
  sdNights: number;
  likeness: Readonly<Record<Sign, number>>;
  levels: readonly number[];
  feverShare: number;
  dof: number;
  oneInNights: number;
  lastsNights: number;
  said: number;
  backTo: number;
  backNights: number;
  mostDays: number;
  forgottenAfterDays: number;
}
export type Sign = 'pulse' | 'temperature';
export const signs = ['pulse', 'temperature'] as const satisfies readonly Sign[];
