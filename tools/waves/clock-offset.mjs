/**
 * Loaded before the server by the waves alone: its clock is the machine's and as many ms as the file says, read anew
 * every fifth of a second. `performance.now()` and timers stay as they are, as when somebody sets the clock of a machine.
 */
import { readFileSync } from 'node:fs';

const file = process.env.MUNAN_WAVES_CLOCK ?? '';
let offsetMs = 0;
const read = () => {
  try {
    offsetMs = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    // Being written: the next time.
  }
};
read();
setInterval(read, 200).unref();
const RealDate = Date;
const now = () => RealDate.now() + offsetMs;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
