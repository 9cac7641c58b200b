/**
 * The record over many Observations: create, read, search by patient, code and date, search by a chained parameter, and
 * a transaction of 60 entries, each through the FHIR door over HTTP on loopback (everybody is let in, nothing is audited).
 * The ceiling of the same run: SQL written by hand on plain tables of the same rows, in the same database, without HTTP.
 * `npm run bench -- record [OBSERVATIONS] [--postgresql]`; by default a million, embedded.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { type Observation, vitalSignObservation } from '@munan/fhir';
import { fhirRoutes, openRecord, recordMigrations } from '@munan/record';
import { type Database, openDatabase, silentLog, startPostgresForTests, systemClock } from '@munan/runtime';
import { vitals } from '@munan/vitals';
import Fastify from 'fastify';
import { line, print, report } from './server/report.ts';

type PlainTables = {
  plain_patient: { id: string; identifier: string; json: string };
  plain_observation: { id: string; patient: string; code: string; at: number; json: string };
};

const start = Date.UTC(2025, 10, 22);
const dayMs = 86_400_000;
const patients = 1000;
const signs = [vitals.spo2, vitals.pulse, vitals.temperature, vitals.respiration, vitals.weight];
const rowsAtOnce = 1000;
const asked = 400;
const identifiers = 'urn:munan:bench';

/** A reproducible order that visits everybody. */
const pick = (at: number, of: number): number => (at * 7919 + 13) % of;
const patientId = (number: number): string => `bench-${number}`;
const patientOf = (number: number) => ({
  resourceType: 'Patient' as const,
  id: patientId(number),
  identifier: [{ system: identifiers, value: `P${number}` }],
  name: [{ text: `환자 ${number}` }],
});

/** The readings of everybody, some minutes after those before, one sign after the other. */
function observationOf(number: number): { plain: PlainTables['plain_observation']; resource: Observation } {
  const sign = signs[Math.floor(number / patients) % signs.length] ?? vitals.pulse;
  const at = start + number * Math.floor((365 * dayMs) / 1_000_000);
  const patient = patientId(number % patients);
  const value = { spo2: 96, pulse: 72, temperature: 36.5, respiration: 16, weight: 58 }[sign.code as string] ?? 1;
  const resource = vitalSignObservation(sign, { id: `o-${number}`, patient, at, value: value + (number % 3) });
  const code = resource.code.coding?.[0]?.code ?? '';
  return { plain: { id: `o-${number}`, patient, code, at, json: JSON.stringify(resource) }, resource };
}

export async function run(...args: (string | number)[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: args.map(String),
    allowPositionals: true,
    options: { postgresql: { type: 'boolean' } },
  });
  const count = Math.max(patients, Number(positionals[0] ?? 1_000_000));
  const folder = await mkdtemp(join(tmpdir(), 'munan-bench-record-'));
  const server = values.postgresql ? await startPostgresForTests() : undefined;
  const database = await openDatabase((await server?.newDatabase()) ?? `sqlite:${join(folder, 'record.db')}`);
  try {
    await measure(database, count);
  } finally {
    await database.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(database: Database, count: number): Promise<void> {
  await database.migrate(recordMigrations);
  await createPlain(database);
  const plain = database.query.withTables<PlainTables>();
  const record = openRecord({ database, clock: systemClock, log: silentLog });

  const everybody = Array.from({ length: patients }, (_, number) => patientOf(number));
  await record.writeAll(everybody);
  const plainPatients = everybody.map(({ id }, number) => [id, `P${number}`, JSON.stringify(everybody[number])]);
  await database.append('plain_patient', ['id', 'identifier', 'json'], plainPatients, ['id']);
  const [oursS, plainS] = await fill(database, count, (resources) => record.writeAll(resources));
  print(
    `record on ${database.engine}: ${count} Observations of ${patients} people stored in ${oursS.toFixed(0)} s ` +
      `(${Math.round(count / oursS)}/s, ${rowsAtOnce} a commit); as plain rows in ${plainS.toFixed(0)} s`,
  );

  const app = Fastify();
  await app.register(fhirRoutes(record, { may: async () => ({ allowed: true }), saw: async () => {} }), {
    prefix: '/fhir/R4',
  });
  const base = `${await app.listen({ host: '127.0.0.1', port: 0 })}/fhir/R4`;
  const headers = { 'content-type': 'application/fhir+json' };
  const ask = async (path: string, body?: unknown): Promise<string> => {
    const answer = await fetch(`${base}${path}`, body ? { method: 'POST', headers, body: JSON.stringify(body) } : {});
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text.slice(0, 300)}`);
    return text;
  };
  const window = (at: number) => {
    const number = pick(at, Math.max(1, count - patients * 40));
    const { plain: row } = observationOf(number);
    return { ...row, number, from: row.at, to: row.at + 30 * dayMs };
  };
  const day = (at: number) => encodeURIComponent(new Date(at).toISOString());

  try {
    const read = await both(
      (at) => ask(`/Observation/o-${pick(at, count)}`),
      (at) =>
        plain
          .selectFrom('plain_observation')
          .select('json')
          .where('id', '=', `o-${pick(at, count)}`)
          .execute(),
    );
    const search = await both(
      (at) => {
        const { patient, code, from, to } = window(at);
        return ask(`/Observation?patient=${patient}&code=${code}&date=ge${day(from)}&date=lt${day(to)}&_sort=-date`);
      },
      (at) => {
        const { patient, code, from, to } = window(at);
        return plain
          .selectFrom('plain_observation')
          .select('json')
          .where('patient', '=', patient)
          .where('code', '=', code)
          .where('at', '>=', from)
          .where('at', '<', to)
          .orderBy('at', 'desc')
          .limit(21)
          .execute();
      },
    );
    const chained = await both(
      (at) => {
        const { number, code } = window(at);
        return ask(`/Observation?patient.identifier=${identifiers}|P${number % patients}&code=${code}&_count=20`);
      },
      (at) => {
        const { number, code } = window(at);
        return plain
          .selectFrom('plain_observation as o')
          .innerJoin('plain_patient as p', 'p.id', 'o.patient')
          .select('o.json')
          .where('p.identifier', '=', `P${number % patients}`)
          .where('o.code', '=', code)
          .limit(21)
          .execute();
      },
    );
    const fresh = (at: number) => observationOf(count + at);
    const create = await both(
      (at) => ask('/Observation', { ...fresh(at).resource, id: undefined }),
      (at) => plain.insertInto('plain_observation').values(fresh(at).plain).execute(),
    );
    const entriesOf = (at: number) => Array.from({ length: 60 }, (_, each) => fresh(asked + 1 + at * 60 + each));
    const transaction = await both(
      (at) =>
        ask('', {
          resourceType: 'Bundle',
          type: 'transaction',
          entry: entriesOf(at).map(({ resource }) => ({
            resource: { ...resource, id: undefined },
            request: { method: 'POST', url: 'Observation' },
          })),
        }),
      (at) =>
        database.transaction(async (query) => {
          const open = query.withTables<PlainTables>();
          for (const { plain: row } of entriesOf(at)) await open.insertInto('plain_observation').values(row).execute();
        }),
      60,
    );
    report('record', { engine: database.engine, observations: count, patients }, [
      ...lines('read', read, 10),
      ...lines('search by patient, code and date', search, 50),
      ...lines('search by patient.identifier and code', chained, 50),
      ...lines('create', create),
      line('create: a second, one after the other', 1000 / create.ours.mean),
      ...lines('transaction of 60 creates', transaction),
    ]);
  } finally {
    await app.close();
  }
}

async function createPlain(database: Database): Promise<void> {
  const { schema } = database.query;
  const text = database.engine === 'sqlite' ? ('text' as const) : ('varchar' as const);
  await schema
    .createTable('plain_patient')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('identifier', text, (column) => column.notNull().unique())
    .addColumn('json', 'text', (column) => column.notNull())
    .execute();
  await schema
    .createTable('plain_observation')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('patient', text, (column) => column.notNull())
    .addColumn('code', text, (column) => column.notNull())
    .addColumn('at', database.types.bigint, (column) => column.notNull())
    .addColumn('json', 'text', (column) => column.notNull())
    .execute();
  await schema.createIndex('plain_search').on('plain_observation').columns(['patient', 'code', 'at']).execute();
}

/** Seconds of ours, and of the plain rows. */
async function fill(database: Database, count: number, store: (all: Observation[]) => Promise<unknown>) {
  const took = [0, 0];
  for (let from = 0; from < count; from += rowsAtOnce) {
    const made = Array.from({ length: Math.min(rowsAtOnce, count - from) }, (_, each) => observationOf(from + each));
    const begun = performance.now();
    await store(made.map(({ resource }) => resource));
    const between = performance.now();
    const rows = made.map(({ plain: { id, patient, code, at, json } }) => [id, patient, code, at, json]);
    await database.append('plain_observation', ['id', 'patient', 'code', 'at', 'json'], rows, ['id']);
    took[0] = (took[0] ?? 0) + (between - begun) / 1000;
    took[1] = (took[1] ?? 0) + (performance.now() - between) / 1000;
    if (process.stderr.isTTY || from % 100_000 === 0) process.stderr.write(`  ${from} of ${count} stored\n`);
  }
  return took as [number, number];
}

interface Times {
  p50: number;
  p99: number;
  mean: number;
}

/** Ours and the ceiling in turn, so that the machine's mood is the same for both; ms. */
async function both(
  ours: (at: number) => Promise<unknown>,
  ceiling: (at: number) => Promise<unknown>,
  times = asked,
): Promise<{ ours: Times; ceiling: Times }> {
  const took: [number[], number[]] = [[], []];
  for (let at = 0; at < times; at += 1) {
    for (const [which, work] of [ours, ceiling].entries()) {
      const begun = performance.now();
      await work(at);
      took[which as 0 | 1].push(performance.now() - begun);
    }
  }
  return { ours: summary(took[0]), ceiling: summary(took[1]) };
}

function summary(took: number[]): Times {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), mean: took.reduce((sum, each) => sum + each, 0) / took.length };
}

function lines(name: string, { ours, ceiling }: { ours: Times; ceiling: Times }, aim?: number) {
  return [
    line(`${name}: p50 ms`, ours.p50),
    line(`${name}: p99 ms`, ours.p99, aim),
    line(`${name}: raw SQL p50 ms`, ceiling.p50),
    line(`${name}: ratio of p50, ours to raw SQL`, ours.p50 / ceiling.p50),
  ];
}
