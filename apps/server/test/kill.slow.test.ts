import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { AlertList, AlertPage, AlertRow, DeviceAdded, Finding, PersonBrief, SeriesAnswer } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import type { House } from '../src/house.ts';
import { bearer, newFolder, openTestHouse } from './house-for-tests.ts';
import { ServerProcess } from './server-for-tests.ts';
import { expectedSafety, expectedSamples, Street } from './street-for-tests.ts';

const rounds = 20;
const seed = Number(process.env.MUNAN_SEED ?? Date.now() % 2 ** 31);
const hourMs = 3_600_000;

/** mulberry32 */
let drawn = seed;
function random(): number {
  drawn = (drawn + 0x6d2b79f5) | 0;
  let t = Math.imul(drawn ^ (drawn >>> 15), 1 | drawn);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

interface Bundle {
  total: number;
  entry?: { resource: { id: string; status: string; focus?: { reference: string } } }[];
}

describe('serve, killed twenty times under load', () => {
  const { folder, remove } = newFolder();
  const street = new Street();
  const tokens = { manager: '', operator: '' };
  let server: ServerProcess | undefined;
  let http = '';

  const ask = async <T>(path: string, body?: unknown, by: keyof typeof tokens = 'manager'): Promise<T> => {
    const answer = await fetch(new URL(path, http), {
      headers: { authorization: tokens[by], 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.ok(answer.ok || answer.status === 409 || answer.status === 422, `${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  };
  const openAlerts = async () => (await ask<AlertList>('/api/alerts?limit=1000')).alerts;

  const start = async (): Promise<ServerProcess> => {
    server = new ServerProcess(folder);
    const addresses = await server.ready();
    http = addresses.http;
    street.connect(addresses.mqtt);
    return server;
  };

  before(async () => {
    tokens.manager = await bearer(folder, 'manager');
    tokens.operator = await bearer(folder, 'operator');
    await start();
    for (const resident of street.residents) {
      const { id } = await ask<PersonBrief>('/api/manage/people', {
        name: resident.name,
        birthDate: '1942-02-03',
        sex: 'female',
        address: '창원시 의창구',
        programme: 'regular',
        spo2Scale2: false,
        noMovementHours: { caution: 8, alarm: 12, danger: 24 },
      });
      resident.subject = id;
      for (const kind of ['ear', 'wrist'] as const) {
        const device = `${kind}-${resident.name}`;
        const { secret } = await ask<DeviceAdded>('/api/manage/devices', { id: device, kind, person: id });
        street.give(resident, kind, device, secret);
      }
    }
    street.connect((await server!.ready()).mqtt);
  });
  after(async () => {
    street.close();
    if (server && !server.hasExited) await server.kill();
    remove();
  });

  /** What an operator's queue must be like right after a start, `seen` having been open before the kill. */
  const checkQueue = (queue: readonly AlertRow[], seen: ReadonlySet<string>, startedAt: number) => {
    const open = new Set(queue.map(({ id }) => id));
    for (const id of seen) assert.ok(open.has(id), `alert ${id} was open before the kill and is not any more`);
    for (const { id, step, pausedUntil } of queue) {
      assert.ok(step.deadline > startedAt, `alert ${id} was due ${startedAt - step.deadline} ms before the start`);
      assert.ok((pausedUntil ?? startedAt + 1) > startedAt, `the pause of alert ${id} was over and is still on`);
    }
    const keys = queue.map(({ person, family }) => `${person?.id} ${family}`);
    assert.equal(new Set(keys).size, keys.length, 'two open alerts of one person and family');
  };

  /** The doors open while missed deadlines are still being acted on; what never is ends the test by its limit. */
  async function alertsActedOn(spawnedAt = 0): Promise<AlertRow[]> {
    for (;;) {
      const queue = await openAlerts();
      const isActedOn = ({ step, pausedUntil = step.deadline }: AlertRow) =>
        Math.min(step.deadline, pausedUntil) > spawnedAt;
      if (queue.every(isActedOn)) return queue;
      await wait(20);
    }
  }

  it('keeps each acknowledged packet once, and each alert with its deadline', { timeout: 400_000 }, async (t) => {
    t.diagnostic(`seed ${seed}; MUNAN_SEED repeats it`);
    street.open();
    let seen = new Set<string>();
    let errors = '';
    for (let round = 1; round <= rounds; round++) {
      let queue: AlertRow[] = [];
      const duringStart = random() < 0.25 && round > 1;
      const lifeMs = Math.round(duringStart ? 150 + random() * 1_800 : 200 + random() * 2_800);
      if (!duringStart) {
        if (round > 1) await start();
        queue = await alertsActedOn(server?.spawnedAt);
        checkQueue(queue, seen, server!.spawnedAt);
        // Deadlines that fall into the time when nobody is there to act on them.
        for (const { id } of queue.filter(() => random() < 0.3)) {
          const until = Date.now() + Math.round(1_000 + random() * 5_000);
          await ask(`/api/alerts/${id}/commands`, { command: 'pause', untilMs: until }, 'operator');
        }
      } else server = new ServerProcess(folder);
      await wait(lifeMs);
      if (!duringStart) seen = new Set((await openAlerts()).map(({ id }) => id));
      await wait(random() * 100);
      assert.equal(server!.hasExited, false, server!.log);
      await server!.kill();
      errors += server!.log;
      street.hangUp();
      const { acknowledged, resent, waiting } = street.figures();
      const when = duringStart ? 'starting' : 'running';
      t.diagnostic(
        `round ${round}: killed ${when} after ${lifeMs} ms; ${acknowledged} acknowledged, ${waiting} not yet, ` +
          `${resent} sent again, ${seen.size} alerts open`,
      );
    }

    const { spawnedAt } = await start();
    checkQueue(await alertsActedOn(spawnedAt), seen, spawnedAt);
    street.stopMeasuring();
    while (street.figures().waiting > 0) await wait(50);
    // Two beats of the watch and more, so that the last packets are judged and their alerts on disk.
    await wait(2_500);
    const { acknowledged, made } = street.figures();
    assert.equal(acknowledged, made);

    const samplesByApi = async (subject: string, channel: string): Promise<SeriesAnswer> => {
      const window = `from=${street.startedAt - 2 * hourMs}&to=${street.startedAt + 2 * hourMs}`;
      return ask(`/api/people/${subject}/series?channel=${channel}&${window}&points=20000`);
    };
    for (const resident of street.residents) {
      for (const [channel, samples] of expectedSamples(street, resident)) {
        const answer = await samplesByApi(resident.subject, channel);
        assert.equal(answer.resolution, 'raw');
        assert.deepEqual(answer.t, [...samples.keys()], `${resident.name} ${channel}: each sample once`);
        if (channel !== 'acceleration') assert.deepEqual(answer.mean, [...samples.values()]);
      }
    }

    const queue = await openAlerts();
    const flags = await ask<Bundle>('/fhir/R4/Flag?_count=1000');
    const tasks = await ask<Bundle>('/fhir/R4/Task?_count=1000');
    const active = flags.entry
      ?.filter(({ resource }) => resource.status === 'active')
      .map(({ resource }) => resource.id);
    assert.deepEqual(active?.sort(), queue.map(({ id }) => id).sort(), 'a Flag for each open alert, and no other');
    for (const { id, step } of queue) {
      const own = tasks.entry?.filter(({ resource }) => resource.focus?.reference === `Flag/${id}`) ?? [];
      assert.equal(own.length, step.count, `the Tasks of alert ${id}`);
      assert.equal(own.filter(({ resource }) => /in-progress|on-hold/.test(resource.status)).length, 1);
    }
    const pages = await Promise.all(queue.map(({ id }) => ask<AlertPage>(`/api/alerts/${id}`)));
    assert.equal(await server!.stop(), 0);
    errors += server!.log;
    assert.doesNotMatch(errors, /auditor found|not stored|does not decode|cannot be read/);

    const clock = new ManualClock(Date.now());
    const house = await openTestHouse(folder, clock);
    try {
      await checkLog(house);
      await checkAlerts(house, pages);
      clock.advance(3 * hourMs);
      await house.series.pack();
      assert.equal((await house.series.pack()).packets, 0);
      await checkPacked(house);
    } finally {
      await house.close();
    }
  });

  async function checkLog(house: House): Promise<void> {
    const logged = new Map<string, number[]>();
    for await (const { packet } of house.series.packets()) {
      const seqs = logged.get(packet.device) ?? [];
      seqs.push(packet.seq);
      logged.set(packet.device, seqs);
    }
    for (const { id, acknowledged } of street.devices()) {
      const seqs = logged.get(id)?.sort((a, b) => a - b);
      assert.deepEqual(
        seqs,
        [...acknowledged].sort((a, b) => a - b),
        `${id}: each acknowledged packet once in the log`,
      );
    }
  }

  async function checkAlerts(house: House, pages: readonly AlertPage[]): Promise<void> {
    const closed = await house.response.list({ status: 'closed', limit: 1000 });
    assert.deepEqual(closed, [], 'nobody closed an alert');
    const episodes = pages.flatMap(({ findings }) => [...new Set(findings.map(({ episode }) => episode))]);
    assert.equal(new Set(episodes).size, episodes.length, 'an episode has one alert');
    const isCause = ({ live, phase }: Finding) => live && phase !== 'ended';
    const causes = new Set<string>();
    let falls = 0;
    for (const resident of street.residents) {
      const found = await house.findings.of(resident.subject, 0, 10_000);
      for (const { subject, family } of found.filter(isCause)) causes.add(`${subject} ${family}`);
      const presses = found.filter(({ detector }) => detector === 'button');
      const expected = expectedSafety(street, resident);
      assert.deepEqual(
        presses.map(({ at }) => Math.floor(at / 60_000)).sort(),
        expected.buttonMinutes,
        `${resident.name}: what was pressed is found, once a minute`,
      );
      const fell = found.filter(({ detector, phase }) => detector === 'fall' && phase === 'began');
      assert.deepEqual(fell.map(({ at }) => at).sort(), expected.falls);
      falls += fell.length;
      if (resident.isSick)
        assert.ok(
          found.some(({ detector }) => detector === 'low-oxygen'),
          `${resident.name} is sick`,
        );
      // Each finding that may raise an alert is in one, once.
      const taken = pages
        .filter(({ alert }) => alert.person?.id === resident.subject)
        .flatMap(({ findings }) => findings);
      assert.deepEqual(
        taken
          .filter(isCause)
          .map(({ id }) => id)
          .sort(),
        found
          .filter(isCause)
          .map(({ id }) => id)
          .sort(),
      );
    }
    assert.ok(falls > 0, 'somebody fell');
    assert.equal(pages.length, causes.size, 'as many alerts as the findings say');
  }

  async function checkPacked(house: House): Promise<void> {
    for (const resident of street.residents) {
      for (const [channel, samples] of expectedSamples(street, resident)) {
        const wanted = { subject: resident.subject, channel, resolution: 'raw' as const };
        const window = { from: street.startedAt - 2 * hourMs, to: street.startedAt + 2 * hourMs };
        const { t, mean } = await house.series.window({ ...wanted, ...window });
        assert.deepEqual(t, [...samples.keys()], `${resident.name} ${channel}: each sample once after packing`);
        if (channel !== 'acceleration') assert.deepEqual(mean, [...samples.values()]);
        if (channel === 'acceleration') continue;
        const minutes = await house.series.window({ ...wanted, ...window, resolution: 'minute' });
        const count = minutes.count.reduce((sum, some) => sum + some, 0);
        assert.equal(count, samples.size, 'the minutes count each sample once');
      }
    }
  }
});
