import { drawsFrom, normalFrom } from '../usual/person-example.ts';
import { type InfectionState, type Judged, startInfection, stepInfection } from './step.ts';

/** Simulated nights for the tests of this room: nothing in them was measured on anybody. */
export interface Lift {
  /** Share by which the pulse is higher, and °C; `off`: nothing is known of the night. */
  pulse?: number;
  celsius?: number;
  off?: boolean;
}
export const firstNight = 20_700;
export interface Judging extends Judged {
  night: number;
}
/** Nights 0, 1, ...: a pulse of 60 that differs by 4 % and 36.4 °C by 0.15 from night to night, `likeness` of it left the night after. */
export function judgeNights(
  nights: number,
  lift: (night: number) => Lift = () => ({}),
  seed = 1,
  each: (state: InfectionState) => InfectionState = (state) => state,
): { judged: Judging[]; state: InfectionState } {
  const normal = normalFrom(drawsFrom(seed));
  const likeness = 0.3;
  let state = startInfection();
  const judged: Judging[] = [];
  const noise = { pulse: 0, temperature: 0 };
  for (let night = 0; night < nights; night++) {
    for (const sign of ['pulse', 'temperature'] as const)
      noise[sign] = likeness * noise[sign] + Math.sqrt(1 - likeness ** 2) * normal();
    const { pulse = 0, celsius = 0, off } = lift(night);
    if (off) continue;
    const figures = {
      day: firstNight + night,
      pulse: 60 * (1 + pulse) * Math.exp(0.04 * noise.pulse),
      temperature: 36.4 + celsius + 0.15 * noise.temperature,
    };
    state = each(state);
    judged.push({ ...stepInfection(state, figures), night });
  }
  return { judged, state };
}
export const phasesOf = (judged: readonly Judging[]) =>
  judged.flatMap(({ phase, night }) => (phase ? [`${phase} ${night}`] : []));
