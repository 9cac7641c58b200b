/** Trials as another device would have read them: what a judge that was trained on three devices must bear. */
import type { Trial } from './fall-sets.ts';
import { drawsFrom } from './intervals.ts';

/** Read anew along straight lines at another rate. */
function atRate(trial: Trial, hz: number): Trial {
  const dtMs = 1000 / hz;
  const rows = trial.values.length / 3;
  const count = Math.floor(((rows - 1) * trial.dtMs) / dtMs);
  const values = Float64Array.from({ length: 3 * count }, (_, i) => {
    const at = (Math.floor(i / 3) * dtMs) / trial.dtMs;
    const row = Math.floor(at);
    const a = trial.values[3 * row + (i % 3)]!;
    return a + (at - row) * (trial.values[3 * row + 3 + (i % 3)]! - a);
  });
  return { ...trial, dtMs, values };
}
const each = (trial: Trial, change: (value: number, axis: number) => number): Trial => ({
  ...trial,
  values: trial.values.map((value, i) => change(value, i % 3)),
});
const clipped = (milliG: number) => (trial: Trial) =>
  each(trial, (value) => Math.max(-milliG, Math.min(milliG, value)));

export const alterations: Record<string, (trial: Trial) => Trial> = {
  'as recorded': (trial) => trial,
  '20 Hz': (trial) => atRate(trial, 20),
  '25 Hz': (trial) => atRate(trial, 25),
  '100 Hz': (trial) => atRate(trial, 100),
  '200 Hz': (trial) => atRate(trial, 200),
  'range of 2 g': clipped(2000),
  'range of 4 g': clipped(4000),
  'gravity read 5 % too low': (trial) => each(trial, (value) => 0.95 * value),
  'gravity read 5 % too high': (trial) => each(trial, (value) => 1.05 * value),
  '80 mg of offset on one axis': (trial) => each(trial, (value, axis) => value + (axis === 0 ? 80 : 0)),
  'noise of 30 mg': (trial) => {
    const draw = drawsFrom(trial.values.length);
    return each(trial, (value) => value + 30 * Math.sqrt(12) * (draw() - 0.5));
  },
};
