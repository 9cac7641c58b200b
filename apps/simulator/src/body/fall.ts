import { stream } from './random.ts';

type Vector = [number, number, number];

export interface FallSignal {
  /** Period, ms. */
  dt: number;
  /** Impact after the first sample, ms. */
  impactMs: number;
  /** x0,y0,z0,x1,… milli-g. */
  samples: Int16Array;
}

const dt = 20;
const impactMs = 10_000;
const lengthMs = 20_000;

/** Three perpendicular unit vectors in a random direction: how the device happens to sit in the ear. */
function orientation(random: () => number): [Vector, Vector, Vector] {
  // Uniform rotation (Shoemake 1992).
  const [a, b, c] = [random(), random() * 2 * Math.PI, random() * 2 * Math.PI];
  const [w, x, y, z] = [
    Math.sqrt(1 - a) * Math.sin(b),
    Math.sqrt(1 - a) * Math.cos(b),
    Math.sqrt(a) * Math.sin(c),
    Math.sqrt(a) * Math.cos(c),
  ];
  return [
    [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
    [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
    [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
  ];
}

/**
 * What an accelerometer at 50 Hz writes around a fall: steps, a dip towards weightlessness, the impact with one smaller
 * rebound, and lying still with gravity along another axis.
 */
export function fallSignal(seed: number): FallSignal {
  const random = stream(seed);
  const axes = orientation(random);
  const dipMs = 280 + 180 * random();
  const dipG = 0.25 + 0.25 * random();
  const peakG = 3.2 + 2.2 * random();
  const reboundG = 0.9 + 0.9 * random();
  const reboundMs = 260 + 160 * random();
  const tilt = ((65 + 35 * random()) * Math.PI) / 180;
  const stepHz = 1.5 + 0.4 * random();
  const count = lengthMs / dt;
  const samples = new Int16Array(count * 3);
  for (let at = 0; at < count; at++) {
    const t = at * dt - impactMs;
    // 0 upright .. 1 lying: turns during the fall.
    const lying = Math.min(1, Math.max(0, (t + dipMs) / (dipMs + 120)));
    const angle = tilt * lying * lying * (3 - 2 * lying);
    let along = 1;
    let sideways = 0;
    let tremor = 0.012;
    if (t < -dipMs) {
      along += 0.22 * Math.sin((2 * Math.PI * stepHz * t) / 1000) + 0.08 * Math.sin((4 * Math.PI * stepHz * t) / 1000);
      tremor = 0.05;
    } else if (t < 0) {
      along = 1 - (1 - dipG) * Math.sin((Math.PI * (t + dipMs)) / dipMs) ** 0.5;
      sideways = 0.2 * (random() - 0.5);
      tremor = 0.06;
    } else {
      const hit = (since: number, g: number, widthMs: number) =>
        since < 0 ? 0 : g * Math.exp(-since / widthMs) * Math.cos((2 * Math.PI * since) / 110);
      along += hit(t, peakG - 1, 75) + hit(t - reboundMs, reboundG, 60);
      sideways = 0.5 * hit(t, peakG - 1, 60);
      // Arms and legs follow the body down.
      if (t < 900) tremor = 0.5 * (1 - t / 900) + 0.012;
      // Breathing moves even who lies still.
      along += 0.006 * Math.sin((2 * Math.PI * t) / 3600);
    }
    const world: Vector = [
      sideways + along * Math.sin(angle) + tremor * (random() - 0.5),
      tremor * (random() - 0.5),
      along * Math.cos(angle) + tremor * (random() - 0.5),
    ];
    for (let axis = 0; axis < 3; axis++) {
      const [x, y, z] = axes[axis]!;
      samples[at * 3 + axis] = Math.round(1000 * (x * world[0] + y * world[1] + z * world[2]));
    }
  }
  return { dt, impactMs, samples };
}
