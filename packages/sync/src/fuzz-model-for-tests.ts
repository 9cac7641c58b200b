import { FuzzRun, type FuzzServer } from './fuzz-for-tests.ts';
import { ModelServer } from './model-server-for-tests.ts';

function modelServer(now: () => number): FuzzServer {
  const model = new ModelServer(['p-1', 'p-2', 'p-3'], now);
  return {
    patients: [...model.people.keys()],
    post: async (path, body) => model.post(path, body),
    editVisit: async (id, field, value) => model.editVisit(id, field, value),
    editFact: async (patient, field, value) => model.editFact(patient, field, value),
    decide: async (conflict, choice) => model.decideConflict(conflict, choice),
    wipe: async (device) => {
      const there = model.devices.get(device);
      if (there) there.wiped = true;
    },
    allow: async (device) => {
      const there = model.devices.get(device);
      if (there) there.wiped = false;
    },
    holds: async () => ({
      visits: model.visits,
      facts: new Map([...model.people].map(([id, { facts }]) => [id, facts])),
      conflicts: model.conflicts,
      replaced: model.replaced,
    }),
  };
}

const only = process.env.FUZZ_SEED;

/** Plays so many runs, from seed `first` on, against the model of the server. @throws Error with the seed that repeats it */
export async function playModel(first: number, count: number): Promise<void> {
  const seeds = only ? [Number(only)] : Array.from({ length: count }, (_, seed) => first + seed);
  for (const seed of seeds) {
    let wall = Date.UTC(2026, 10, 28, 1);
    const run: FuzzRun = new FuzzRun(
      seed,
      modelServer(() => wall + run.device.monotonic),
    );
    wall -= run.device.monotonic;
    try {
      await run.play(60);
    } catch (error) {
      throw new Error(`FUZZ_SEED=${seed}\n${run.log.slice(-80).join('\n')}`, { cause: error });
    }
  }
}
