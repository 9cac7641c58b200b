import { type CrawlerVisitor, crawlTypedValue, type TypedValueWithPath, toTypedValue } from '@medplum/core';
import type { CodeableConcept, Coding, Period, Resource } from '@medplum/fhirtypes';
import { definitions, type ValueSetCodes } from './definitions.ts';
import { findDateRange } from './instants.ts';
import { type Enclosing, typeInvariantIssues } from './invariants.ts';
import type { Issue } from './outcomes.ts';
import { textIssue } from './primitive-rules.ts';
import { containedIssues, referenceIssues } from './reference-rules.ts';

const nothing: Enclosing = { resource: undefined, container: undefined };

/** [FHIR R4 datatypes.html#id] */
export const idPattern = /^[A-Za-z0-9\-.]{1,64}$/;

/** What the validator of @medplum/core does not look at; the resource must be well formed by that. */
export function meaningIssues(resource: Resource): Issue[] {
  const issues: Issue[] = [];
  const { valueSets } = definitions();
  const enclosing: Enclosing[] = [];
  const visitor: CrawlerVisitor = {
    onEnterResource(_path, { value, path }) {
      const { id } = value as Resource;
      if (id !== undefined && !(typeof id === 'string' && idPattern.test(id))) {
        issues.push({ code: 'id-invalid', diagnostics: `"${id}" is not an id`, expression: `${path}.id` });
      }
      issues.push(...containedIssues(value, path));
      const container = /\.contained\[\d+\]$/.test(path) ? enclosing.at(-1)?.resource : undefined;
      enclosing.push({ resource: value, container: container ?? value });
    },
    onExitResource() {
      enclosing.pop();
    },
    onEnterObject(_path, value, schema) {
      if (value.type === 'Period') checkPeriod(value.value as Period, value.path, issues);
      const around = enclosing.at(-1) ?? nothing;
      issues.push(...typeInvariantIssues(value, schema, around, value.value === resource));
    },
    visitProperty(_parent, key, path, propertyValues, schema) {
      const targets = schema.elements[key]?.type.find(({ code }) => code === 'Reference')?.targetProfile;
      for (const found of propertyValues.flat()) {
        if (found?.value === undefined) continue;
        if (found.type === 'Reference' && isPlainObject(found.value)) {
          const container = enclosing.at(-1)?.container;
          issues.push(...referenceIssues(found.value, targets, container, found.path ?? path));
        }
        const text: unknown = /^[a-z]/.test(found.type) ? found.value?.valueOf() : undefined;
        const wrong = typeof text === 'string' ? textIssue(found.type, text, found.path ?? path) : undefined;
        if (wrong) issues.push(wrong);
        // A type that begins with a capital letter is an object; the validator takes `code: 5` for an empty one.
        if (/^[A-Z]/.test(found.type) && !isPlainObject(found.value)) {
          issues.push({
            code: 'resource-invalid',
            diagnostics: `expected a ${found.type}, found ${JSON.stringify(found.value)}`,
            expression: found.path ?? path,
          });
        }
      }
      const binding = schema.elements[key]?.binding;
      if (binding?.strength !== 'required' || !binding.valueSet) return;
      const codes = valueSets.get(binding.valueSet.split('|')[0] as string);
      if (!codes) return;
      for (const found of propertyValues.flat() as TypedValueWithPath[]) {
        const why = found?.value === undefined ? undefined : whyNotIn(codes, found);
        if (why) {
          issues.push({
            code: 'code-not-in-value-set',
            diagnostics: `${why} is not in ${binding.valueSet}, which is required; allowed are ${allowed(codes)}`,
            expression: found.path ?? path,
          });
        }
      }
    },
  };
  crawlTypedValue(toTypedValue(resource), visitor);
  return issues;
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function allowed(codes: ValueSetCodes): string {
  const all = [...codes.values()].flatMap((set) => [...set]);
  return all.length > 30 ? `${all.slice(0, 30).join(', ')}, …` : all.join(', ');
}

function whyNotIn(codes: ValueSetCodes, { type, value }: TypedValueWithPath): string | undefined {
  if (type === 'code' || type === 'string' || type === 'uri') {
    const code: unknown = (value as string | { valueOf(): unknown }).valueOf();
    if (typeof code !== 'string') return undefined; // an extension in place of the value
    return [...codes.values()].some((set) => set.has(code)) ? undefined : `"${code}"`;
  }
  const isIn = ({ system, code }: Coding) => code !== undefined && (codes.get(system ?? '')?.has(code) ?? false);
  if (type === 'Coding') return isIn(value as Coding) ? undefined : JSON.stringify(value);
  if (type === 'CodeableConcept') {
    // [FHIR R4 terminologies.html#required] one of the codings is enough.
    const { coding = [] } = value as CodeableConcept;
    return coding.some(isIn) ? undefined : JSON.stringify(coding);
  }
  return undefined;
}

function checkPeriod({ start, end }: Period, path: string, issues: Issue[]): void {
  if (!start || !end) return;
  const from = findDateRange(start, 0);
  const to = findDateRange(end, 0);
  // Compared with the precision of the coarser one: 2026-11-22T09:00 to 2026-11-22 is a period.
  if (from && to && from.low >= to.high) {
    issues.push({
      code: 'period-reversed',
      diagnostics: `the period ends (${end}) before it starts (${start})`,
      expression: path,
    });
  }
}
