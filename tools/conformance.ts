/**
 * `npm run conformance -- --examples DIR`: the official examples (npm hl7.fhir.r4.examples@4.0.1, unpacked) through
 * validation, storing, reading back and search. Each must be accepted, or stand in conformance-refusals.ts with the
 * reason, and come back as it was but for meta's version and time. Then, for every parameter of every type, searches for
 * values that the examples have; the expected answer comes from the official expressions over the examples as they are.
 * Exits with 1 when anything is otherwise than it should be.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type HeldResource, type HeldType, isHeldType, OutcomeError, parseJson, validate } from '@munan/fhir';
import { type FhirRecord, openRecord, recordMigrations } from '@munan/record';
import { openDatabase, silentLog, systemClock } from '@munan/runtime';
import { askOracle } from '../packages/record/src/oracle/ask.ts';
import { comparable } from '../packages/record/src/oracle/comparable.ts';
import { refusals } from './conformance-refusals.ts';

const { examples, probes } = parseArgs({
  options: { examples: { type: 'string' }, probes: { type: 'string', default: '8' } },
}).values;
if (!examples) {
  console.error('say where the unpacked examples are: npm run conformance -- --examples DIR');
  process.exit(2);
}

const wrong: string[] = [];

/** What of a file is refused, in one line; undefined when it is valid. */
function refusalOf(resource: unknown): string | undefined {
  try {
    validate(resource);
    return undefined;
  } catch (error) {
    if (!(error instanceof OutcomeError)) throw error;
    const all = error.issues.map(({ expression = '', diagnostics }) => `${expression}: ${diagnostics}`);
    return all.length > 2 ? `${all[0]} (and ${all.length - 1} more)` : all.join('; ');
  }
}

/** Stores so many at once and reads each back. */
const batchSize = 100;

async function storeAll(record: FhirRecord, batch: readonly { file: string; resource: HeldResource }[]): Promise<void> {
  await record.writeAll(batch.map(({ resource }) => resource));
  for (const { file, resource } of batch) {
    const { text } = await record.read(resource.resourceType, resource.id as string);
    // Read anew: what was written may not have changed the object either.
    const original = readFileSync(join(examples as string, file), 'utf8');
    if (comparable(text) !== comparable(original)) wrong.push(`${file} comes back different`);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'munan-conformance-'));
const database = await openDatabase(`sqlite:${join(folder, 'munan.sqlite')}`);
await database.migrate(recordMigrations);
const record = openRecord({ database, clock: systemClock, log: silentLog });

/** What the record holds in the end, by type and id. */
const stored = new Map<HeldType, Map<string, HeldResource>>();
const refused = new Set<string>();
let accepted = 0;
let batch: { file: string; resource: HeldResource }[] = [];
const files = readdirSync(examples).filter((name) => name.endsWith('.json') && !/^(package|\.)/.test(name));
for (const file of files.sort()) {
  const resource = parseJson(readFileSync(join(examples, file), 'utf8')) as HeldResource;
  const { resourceType: type, id = '' } = resource;
  const why = refusalOf(resource);
  if (why !== undefined) {
    refused.add(file);
    console.log(`refused ${file}\n  ${why}\n  ${refusals[file] ?? 'NOT EXPECTED'}`);
    if (!(file in refusals)) wrong.push(`${file} is refused`);
    continue;
  }
  if (!isHeldType(type)) throw new Error(`${file} is accepted, but ${type} is not held`);
  accepted++;
  const ofType = stored.get(type) ?? new Map<string, HeldResource>();
  stored.set(type, ofType);
  // Two files may have one resource: each is written in a batch of its own.
  if (ofType.has(id) || batch.length >= batchSize) {
    await storeAll(record, batch);
    batch = [];
  }
  ofType.set(id, resource);
  batch.push({ file, resource });
}
await storeAll(record, batch);
for (const file of Object.keys(refusals)) if (!refused.has(file)) wrong.push(`${file} is accepted`);
const kept = `${accepted} examples of ${stored.size} types accepted, stored and read back`;
console.log(`${kept}; ${refused.size} refused of ${files.length}`);

const now = systemClock.now();
const silent: string[] = [];
const notServed: string[] = [];
let searches = 0;
let parameters = 0;
for (const [type, resources] of [...stored].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const report = await askOracle(record, type, [...resources.values()], { now, probesPerParameter: Number(probes) });
  searches += report.searches;
  parameters += report.asked.length;
  wrong.push(...report.wrong);
  silent.push(...report.silent);
  notServed.push(...report.notServed);
}
const agreeing = searches - wrong.filter((each) => each.includes('?')).length;
console.log(`${agreeing} of ${searches} searches over ${parameters} parameters agree with the official expressions`);
console.log(`no example has a value for ${silent.length} parameters: ${silent.join(', ')}`);
console.log(`not served: ${notServed.join(', ')}`);

await database.close();
rmSync(folder, { recursive: true });
for (const each of wrong) console.log(`WRONG ${each}`);
process.exitCode = wrong.length > 0 ? 1 : 0;
