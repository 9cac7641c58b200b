import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { FactField, SyncMessage } from '@munan/flow';
import { fieldsOf, withField } from '@munan/visit';
import { FuzzRun, type FuzzServer } from '../../../packages/sync/src/fuzz-for-tests.ts';
import { factsOf } from '../src/sync/facts.ts';
import { personOf } from './house-for-tests.ts';
import { jpegHead, SyncHouse } from './sync-for-tests.ts';

const only = process.env.FUZZ_SEED;
const count = Number(process.env.FUZZ_SEEDS ?? 30);
const seeds = only ? [Number(only)] : Array.from({ length: count }, (_, seed) => seed + 1001);
const jpegStart = Buffer.from(jpegHead);

describe('the desk of a nurse and the real server', () => {
  const there = new SyncHouse();
  before(() => there.begin());
  after(() => there.end());

  /** Pictures of the driver are no JPEG; what is sent again is changed in the same way again. */
  function withPictures(body: unknown): unknown {
    const { messages, ...rest } = body as { messages?: SyncMessage[] };
    return {
      ...rest,
      ...(messages && {
        messages: messages.map((message) =>
          message.kind === 'photo'
            ? { ...message, jpeg: Buffer.concat([jpegStart, Buffer.from(message.jpeg)]).toString('base64') }
            : message,
        ),
      }),
    };
  }

  /** The driver gives the same ids in each run; in the one house they are told apart by the seed. */
  const outward = (seed: number, text: string) => text.replaceAll(/\bid-(?=\d)/g, `s${seed}id-`);
  const inward = <T>(seed: number, value: T): T =>
    JSON.parse(JSON.stringify(value).replaceAll(`s${seed}id-`, 'id-')) as T;

  /** A nurse and three people of her own in the one house; `now` is what her device's time would be if it were right. */
  async function serverOf(seed: number, now: () => number): Promise<FuzzServer> {
    const { house, clock } = there;
    const user = `nurse-${seed}`;
    const patients = [1, 2, 3].map((number) => `s${seed}-${number}`);
    await house.enrol(patients.map((id) => personOf(id)));
    await house.addUser({ id: user, name: '박간호', role: 'nurse', password: 'right-password-2' }, patients);
    const replaced: { document: string; field: string; value: unknown }[] = [];
    const keepTime = () => clock.moveTo(Math.max(clock.now(), now()));
    return {
      patients,
      async post(path, body) {
        keepTime();
        const sent = outward(seed, JSON.stringify(withPictures(body)));
        const answer = await there.request(user, 'POST', path, sent);
        return { status: answer.statusCode, body: inward(seed, answer.json()) };
      },
      async editVisit(id, field, value) {
        keepTime();
        return house.record.transaction(async (query) => {
          const found = await house.care.findVisit(outward(seed, id), query);
          if (!found) return false;
          replaced.push({ document: `visit/${id}`, field, value: fieldsOf(found.entry).get(field) });
          await house.visits.saveWithin(query, {
            ...{ entry: withField(found.entry, field, value), nurse: found.row.nurse, by: 'doctor', at: clock.now() },
            reason: 'seen at the hospital',
          });
          return true;
        });
      },
      async editFact(patient: string, field: FactField, mine) {
        keepTime();
        const base = factsOf(house.people.get(patient))[field];
        replaced.push({ document: patient, field, value: base });
        await there.ask('doctor', 'POST', `/api/people/${patient}/facts`, { changes: [{ field, base, mine }] });
      },
      async decide(conflict, choice) {
        keepTime();
        await there.ask('doctor', 'POST', `/api/conflicts/${conflict}/decide`, { choice });
      },
      async wipe(device) {
        await there.ask('manager', 'POST', `/api/manage/sync-devices/${device}/wipe`);
      },
      async allow(device) {
        await there.ask('manager', 'POST', `/api/manage/sync-devices/${device}/allow`);
      },
      async holds() {
        const states = ['open', 'vitals-final', 'signed'] as const;
        const whole = await house.care.findWholeVisits({ patients, states, limit: 1000 });
        const visits = new Map<string, { entry: (typeof whole)[number]['entry']; photos: string[] }>();
        for (const { entry } of whole)
          visits.set(inward(seed, entry.id), {
            entry: inward(seed, entry),
            photos: (await house.care.findVisit(entry.id))?.photos ?? [],
          });
        const conflicts = await house.care.findConflicts({ patients });
        return {
          visits,
          facts: new Map(patients.map((id) => [id, factsOf(house.people.get(id))])),
          conflicts: inward(seed, conflicts).map((each) => ({
            ...each,
            ...{ patientName: '', simulated: true },
            kept: { ...each.kept, byName: '' },
            other: { ...each.other, byName: '' },
            decided: each.decided && { ...each.decided, byName: '' },
          })) as never,
          replaced,
        };
      },
    };
  }

  it(`${seeds.length} seeds of cuts, kills, two tabs, jumps of the clock and full disks: nothing is lost, nothing doubled`, async () => {
    for (const seed of seeds) {
      const began = there.clock.now();
      let run: FuzzRun | undefined;
      const server = await serverOf(seed, () => began + (run?.device.monotonic ?? 0));
      run = new FuzzRun(seed, server, began);
      try {
        await run.play(40);
      } catch (error) {
        throw new Error(`FUZZ_SEED=${seed}\n${run.log.slice(-60).join('\n')}`, { cause: error });
      }
    }
    const { query } = there.house.database;
    const messages = await query
      .withTables<{ sync_message: { id: string } }>()
      .selectFrom('sync_message')
      .select('id')
      .execute();
    assert.ok(messages.length > seeds.length, 'messages have come through');
  });
});
