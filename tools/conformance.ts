/**
 * `npm run conformance -- --examples DIR`: the official examples (npm hl7.fhir.r4.examples, unpacked) of the held types
 * through validation, storing and reading back. Prints for each type how many were accepted, and each refusal with its
 * reason. Exits with 1 when an accepted example does not come back as it was, but for meta's version and time.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isHeldType, OutcomeError, parseJson, resourceTypeOf, writeJson } from '@munan/fhir';
import { openRecord, recordMigrations } from '@munan/record';
import { openDatabase, silentLog, systemClock } from '@munan/runtime';

const { examples } = parseArgs({ options: { examples: { type: 'string' } } }).values;
if (!examples) {
  console.error('say where the unpacked examples are: npm run conformance -- --examples DIR');
  process.exit(2);
}

interface Count {
  accepted: number;
  refused: number;
}

/** The same JSON without order of members, version and time; decimals as they are written. */
function comparable(text: string): string {
  const resource = parseJson(text) as { meta?: Record<string, unknown> };
  const { versionId: _version, lastUpdated: _time, ...meta } = resource.meta ?? {};
  const { meta: _meta, ...rest } = resource;
  const ordered = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      if (Array.isArray(value)) for (const each of value) ordered(each);
      return value;
    }
    const holder = value as Record<string, unknown>;
    for (const key of Object.keys(holder).sort()) {
      const item = ordered(holder[key]);
      delete holder[key];
      holder[key] = item;
    }
    return holder;
  };
  return writeJson(ordered({ ...rest, ...(Object.keys(meta).length > 0 && { meta }) }));
}

const folder = mkdtempSync(join(tmpdir(), 'munan-conformance-'));
const database = await openDatabase(`sqlite:${join(folder, 'munan.sqlite')}`);
await database.migrate(recordMigrations);
const record = openRecord({ database, clock: systemClock, log: silentLog });
const counts = new Map<string, Count>();
let notHeld = 0;
let different = 0;
for (const file of readdirSync(examples).sort()) {
  if (!file.endsWith('.json') || file === 'package.json' || file.startsWith('.')) continue;
  const text = readFileSync(join(examples, file), 'utf8');
  let type: unknown;
  try {
    const resource = parseJson(text);
    type = resourceTypeOf(resource);
    if (!isHeldType(type)) {
      notHeld++;
      continue;
    }
    const { stored } = await record.update(resource);
    const back = await record.read(type, stored.id);
    if (comparable(back.text) !== comparable(text)) {
      different++;
      console.log(`DIFFERENT ${file}`);
    }
    counts.set(type, { accepted: (counts.get(type)?.accepted ?? 0) + 1, refused: counts.get(type)?.refused ?? 0 });
  } catch (error) {
    if (!(error instanceof OutcomeError)) throw new Error(`${file} made the record fail`, { cause: error });
    const name = String(type);
    counts.set(name, { accepted: counts.get(name)?.accepted ?? 0, refused: (counts.get(name)?.refused ?? 0) + 1 });
    const why = error.issues.map(({ code, expression = '', diagnostics }) => `${code} ${expression}: ${diagnostics}`);
    console.log(`REFUSED ${file}\n  ${why.join('\n  ')}`);
  }
}
await database.close();
rmSync(folder, { recursive: true });
for (const [type, { accepted, refused }] of counts) console.log(`${type}: ${accepted} accepted, ${refused} refused`);
const sum = (of: keyof Count) => [...counts.values()].reduce((total, count) => total + count[of], 0);
console.log(
  `${sum('accepted')} accepted, ${sum('refused')} refused, ${different} came back different, ${notHeld} of types that are not held`,
);
process.exitCode = different > 0 ? 1 : 0;
