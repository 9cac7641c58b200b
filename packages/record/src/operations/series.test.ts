import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Bundle, type Observation, validate } from '@munan/fhir';
import { fhirIdOf } from '../care/systems.ts';
import { codeOf, type DoorForTests, now, openDoorForTests } from './door-for-tests.ts';
import type { SeriesAsked, SeriesPoints, SeriesSource } from './series-source.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const start = now - dayMs;

/** A stream that is reckoned: 97 each second of the ear's spo2, but for a minute without; the wrist tells steps. */
function pointsOf({ channel, from, to, resolution }: SeriesAsked & { resolution: string }): SeriesPoints {
  const stepMs = { raw: 1000, minute: 60_000, hour: hourMs, day: dayMs }[resolution] ?? 0;
  const zoneMs = 9 * hourMs;
  const t: number[] = [];
  for (let at = Math.floor((from + zoneMs) / stepMs) * stepMs - zoneMs; at < to; at += stepMs) {
    if (at + stepMs > from && at >= start && at < now) t.push(at);
  }
  const values = t.map((at) => (resolution === 'raw' && at % hourMs === 5000 ? null : 97.5));
  const count = values.map((value) => (value === null ? 0 : stepMs / 1000));
  const column = { min: values, mean: values, max: values };
  return channel === 'acceleration'
    ? { t, count, ...column, x: values, y: values, z: values }
    : { t, count, ...column };
}

describe('$series', () => {
  let folder: string;
  let door: DoorForTests;
  const asked: SeriesAsked[] = [];
  const source: SeriesSource = {
    devices: async (wanted) => (wanted.from < now && wanted.to > start ? ['ear', 'ear_2'] : []),
    async window(wanted) {
      asked.push(wanted);
      return pointsOf(wanted);
    },
  };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'munan-series-'));
    door = await openDoorForTests(`sqlite:${join(folder, 'munan.sqlite')}`, () => ({ series: source }));
  });
  after(async () => {
    await door?.close();
    await rm(folder, { recursive: true, force: true });
  });
  const url = (query: string) => `/Observation/$series?${query}`;
  const observations = (bundles: readonly Bundle[]) =>
    bundles.flatMap(({ entry = [] }) => entry.map(({ resource }) => resource as Observation));

  it('raw is SampledData of even samples for each device, valid and logged', async () => {
    door.seen.length = 0;
    const query =
      'patient=p1&code=http://loinc.org|2708-6&start=2026-11-21T09:00:00%2B09:00&end=2026-11-21T09:00:09%2B09:00';
    const [bundle] = await door.pages(url(`${query}&resolution=raw`));
    assert.ok(bundle);
    const found = observations([bundle]);
    // A device whose id is none of FHIR is named as its Device is.
    const devices = [`Device/${fhirIdOf('ear_2')}`, 'Device/ear'];
    assert.deepEqual(found.map(({ device }) => device?.reference).sort(), devices.sort());
    const [one] = found.filter(({ device }) => device?.reference === 'Device/ear');
    assert.deepEqual(one?.valueSampledData, {
      origin: { value: 0, unit: '%', system: 'http://unitsofmeasure.org', code: '%' },
      period: 1000,
      lowerLimit: 0,
      upperLimit: 100,
      dimensions: 1,
      data: '97.5 97.5 97.5 97.5 97.5 E 97.5 97.5 97.5 97.5',
    });
    assert.deepEqual(one.effectivePeriod, { start: '2026-11-21T00:00:00.000Z', end: '2026-11-21T00:00:09.000Z' });
    for (const each of found) validate(each);
    assert.deepEqual(door.seen, ['$series Observation p1']);
    const urls = (bundle.entry ?? []).map(({ fullUrl }) => fullUrl);
    assert.equal(new Set(urls).size, found.length);
    const stored = JSON.parse((await door.ask('GET', '/Observation')).body) as Bundle;
    assert.equal(stored.total, 21, 'nothing of the stream is stored');
  });

  it('minutes, hours and days are SampledData of each statistic', async () => {
    for (const [resolution, periodMs, samples] of [
      ['minute', 60_000, 1440],
      ['hour', hourMs, 24],
      ['day', dayMs, 1],
    ] as const) {
      const bundles = await door.pages(
        url(`patient=p1&code=8867-4&start=2026-11-21T00:00:00Z&end=2026-11-21T23:59:59Z&resolution=${resolution}`),
      );
      const found = observations(bundles).filter(({ device }) => device?.reference === 'Device/ear');
      const components = found.flatMap(({ component = [] }) => component);
      assert.deepEqual(
        [...new Set(components.map(({ code }) => code.coding?.[0]?.code))],
        ['average', 'minimum', 'maximum', 'count'],
      );
      const means = components.filter(({ code }) => code.coding?.[0]?.code === 'average');
      const data = means.flatMap(({ valueSampledData }) => valueSampledData?.data?.split(' ') ?? []);
      assert.equal(data.length, samples, resolution);
      assert.ok(
        data.every((each) => each === '97.5'),
        resolution,
      );
      assert.equal(means[0]?.valueSampledData?.period, periodMs);
      for (const each of found) validate(each);
    }
  });

  it('a long time comes in pages that end where its minutes, hours and days do', async () => {
    asked.length = 0;
    const query = 'patient=p1&code=2708-6&start=2026-11-21T00:00:30Z&end=2026-11-21T23:59:59Z&resolution=raw';
    const bundles = await door.pages(url(query));
    assert.equal(bundles.length, 4);
    const sampled = observations(bundles).filter(({ device }) => device?.reference === 'Device/ear');
    const samples = sampled.flatMap(({ valueSampledData }) => valueSampledData?.data?.split(' ') ?? []);
    assert.equal(samples.length, 24 * 3600 - 30);
    const ends = asked.map(({ to }) => to);
    assert.equal(Math.max(...ends), Date.UTC(2026, 10, 22));
    asked.length = 0;
    await door.pages(url('patient=p1&code=2708-6&start=2026-11-20T07:00:10Z&end=2026-11-22&resolution=minute'));
    for (const { to } of asked.filter(({ to }) => to !== Date.UTC(2026, 10, 22, 15))) assert.equal(to % 60_000, 0);
  });

  it('codes of LOINC, IEEE 11073 and our own are understood; acceleration has three dimensions', async () => {
    for (const code of ['149530', 'urn:iso:std:iso:11073:10101|149530', '8889-8', 'urn:munan:channel|pulse', 'pulse']) {
      asked.length = 0;
      await door.ask('GET', url(`subject=Patient/p1&code=${encodeURIComponent(code)}`));
      assert.equal(asked[0]?.channel, 'pulse', code);
    }
    const [one] = observations(
      await door.pages(
        url('patient=p1&code=acceleration&resolution=raw&start=2026-11-21T00:00:00Z&end=2026-11-21T00:00:01Z'),
      ),
    );
    assert.equal(one?.valueSampledData?.dimensions, 3);
    assert.equal(one.valueSampledData.data, '97.5 97.5 97.5 97.5 97.5 97.5');
    validate(one);
  });

  it('who may not be seen is answered like nobody', async () => {
    const everybody = door.may;
    const absent = await door.ask('GET', url('patient=nobody&code=pulse'));
    assert.equal(absent.statusCode, 404);
    try {
      door.may = () => ({ allowed: true, filter: { patients: ['p2'], withoutPatient: true } });
      const hidden = await door.ask('GET', url('patient=p1&code=pulse'));
      assert.deepEqual([hidden.statusCode, hidden.body], [404, absent.body.replaceAll('nobody', 'p1')]);
      door.may = () => ({ allowed: false, reason: 'log in', loginRequired: true });
      assert.equal((await door.ask('GET', url('patient=p1&code=pulse'))).statusCode, 401);
    } finally {
      door.may = everybody;
    }
  });

  it('bad input is answered with a clear outcome', async () => {
    for (const query of [
      '',
      'code=pulse',
      'patient=p1',
      'patient=&code=pulse',
      'patient=p1,p2&code=pulse',
      'patient=p1&patient=p2&code=pulse',
      'patient=Device/ear&code=pulse',
      'patient=p1&code=1234-5',
      'patient=p1&code=__proto__',
      'patient=p1&code=http://loinc.org|149530',
      'patient=p1&code=pulse&resolution=second',
      'patient=p1&code=acceleration&resolution=hour',
      'patient=p1&code=pulse&start=2026-11-22&end=2026-11-21',
      'patient=p1&code=pulse&start=yesterday',
      'patient=p1&code=pulse&start=1970-01-01&resolution=raw',
      'patient=p1&code=pulse&start=0001-01-01&end=9999-12-31&resolution=day',
      'patient=p1%00&code=pulse',
      `patient=${encodeURIComponent("p1' or '1'='1")}&code=pulse`,
    ]) {
      const { statusCode, body } = await door.ask('GET', url(query));
      assert.deepEqual([statusCode, codeOf(body)], [400, 'parameter-value-invalid'], query);
    }
    const unknown = await door.ask('GET', url('patient=p1&code=pulse&colour=red'));
    assert.deepEqual([unknown.statusCode, codeOf(unknown.body)], [400, 'parameter-unknown']);
  });
});
