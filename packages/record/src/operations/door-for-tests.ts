import { type Bundle, type HeldType, type OperationOutcome, vitalSignObservation } from '@munan/fhir';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import { vitals } from '@munan/vitals';
import fastify, { type FastifyInstance, type InjectOptions } from 'fastify';
import type { AccessAnswer } from '../access.ts';
import type { FhirRecord } from '../fhir-record.ts';
import { recordMigrations } from '../migrations.ts';
import { openRecord } from '../record.ts';
import { fhirRoutes } from '../routes.ts';
import type { OperationNeeds } from './catalogue.ts';

export const now = Date.UTC(2026, 10, 22);
export const fhirJson = { 'content-type': 'application/fhir+json' };
const dayMs = 86_400_000;

export interface DoorForTests {
  app: FastifyInstance;
  database: Database;
  record: FhirRecord;
  clock: ManualClock;
  /** `$everything Patient p1,p2 (reason)` */
  seen: string[];
  /** What may be seen; a test changes it. */
  may: (type: HeldType | undefined) => AccessAnswer;
  ask(method: InjectOptions['method'], url: string, more?: Partial<InjectOptions>): Promise<Answered>;
  /** Of `GET url`, all pages. */
  pages(url: string): Promise<Bundle[]>;
  close(): Promise<void>;
}

export interface Answered {
  statusCode: number;
  body: string;
  headers: Record<string, unknown>;
}

/** The FHIR door with three people in its record, over a database of its own. */
export async function openDoorForTests(
  url: string,
  needs: (record: FhirRecord, database: Database, clock: ManualClock) => Promise<OperationNeeds> | OperationNeeds,
): Promise<DoorForTests> {
  const database = await openDatabase(url);
  await database.migrate(recordMigrations);
  const clock = new ManualClock(now);
  const record = openRecord({ database, clock, log: silentLog });
  const door: Omit<DoorForTests, 'ask' | 'pages' | 'close'> = {
    app: fastify(),
    database,
    record,
    clock,
    seen: [],
    may: () => ({ allowed: true }),
  };
  const access = {
    may: async (_request: unknown, _interaction: unknown, type: HeldType | undefined) => door.may(type),
    saw: async (_: unknown, patients: readonly string[], interaction: string, type: string, reason?: string) => {
      door.seen.push(`${interaction} ${type} ${patients.join()}${reason === undefined ? '' : ` (${reason})`}`);
    },
  };
  await record.writeAll(people());
  await door.app.register(fhirRoutes(record, access, { operations: await needs(record, database, clock) }), {
    prefix: '/fhir/R4',
  });
  const ask: DoorForTests['ask'] = (method, asked, more = {}) =>
    door.app.inject({ method, url: `/fhir/R4${asked}`, ...more } as InjectOptions);
  return Object.assign(door, {
    ask,
    async pages(first: string) {
      const found: Bundle[] = [];
      for (let at: string | undefined = first; at !== undefined; ) {
        const { body } = await ask('GET', at);
        const bundle = JSON.parse(body) as Bundle;
        found.push(bundle);
        at = bundle.link?.find(({ relation }) => relation === 'next')?.url.replace(/^.*\/fhir\/R4/, '');
      }
      return found;
    },
    async close() {
      await door.app.close();
      await database.close();
    },
  });
}

/** p1 has a nurse, ten days of two vital signs, a visit and a flag; p2 a little of her own; p3 nothing. */
function people(): unknown[] {
  const at = (days: number) => now - days * dayMs;
  const subject = (id: string) => ({ reference: `Patient/${id}` });
  return [
    { resourceType: 'Organization', id: 'city', name: '창원시' },
    { resourceType: 'Organization', id: 'other-city', name: '김해시' },
    { resourceType: 'Practitioner', id: 'nurse', name: [{ text: '한간호' }] },
    { resourceType: 'Device', id: 'ear', patient: subject('p1') },
    {
      resourceType: 'Patient',
      id: 'p1',
      name: [{ text: '김영희' }],
      managingOrganization: { reference: 'Organization/city' },
    },
    { resourceType: 'Patient', id: 'p2', name: [{ text: '이철수' }] },
    { resourceType: 'Patient', id: 'p3', name: [{ text: '박민수' }] },
    ...Array.from({ length: 10 }, (_, day) => [
      vitalSignObservation(vitals.spo2, {
        id: `s${day}`,
        patient: 'p1',
        at: at(day),
        value: 90 + day,
        performer: 'nurse',
        device: 'ear',
      }),
      vitalSignObservation(vitals.temperature, { id: `t${day}`, patient: 'p1', at: at(day), value: 36 }),
    ]).flat(),
    vitalSignObservation(vitals.spo2, { id: 'other', patient: 'p2', at: at(0), value: 91 }),
    {
      resourceType: 'Encounter',
      id: 'visit',
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'HH' },
      subject: subject('p1'),
      period: { start: '2026-11-20T09:00:00+09:00', end: '2026-11-20T10:00:00+09:00' },
    },
    { resourceType: 'Flag', id: 'flag', status: 'active', code: { text: 'fall' }, subject: subject('p1') },
    {
      resourceType: 'Provenance',
      id: 'corrected',
      target: [{ reference: 'Observation/s1' }],
      recorded: '2026-11-22T00:00:00Z',
      agent: [{ who: { reference: 'Practitioner/nurse' } }],
    },
  ];
}

/** `Patient/p1` and so on, in order of the alphabet. */
export function namesIn(bundles: readonly Bundle[], mode?: 'match' | 'include'): string[] {
  return bundles
    .flatMap(({ entry = [] }) => entry)
    .filter(({ search }) => mode === undefined || search?.mode === mode)
    .map(({ resource }) => `${resource?.resourceType}/${resource?.id}`)
    .sort();
}

export function codeOf(body: string): string | undefined {
  return (JSON.parse(body) as OperationOutcome).issue?.[0]?.details?.coding?.[0]?.code;
}
