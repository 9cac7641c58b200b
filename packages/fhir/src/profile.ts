import {
  crawlTypedValue,
  evalFhirPathTyped,
  type InternalSchemaElement,
  type TypedValueWithPath,
  toTypedValue,
} from '@medplum/core';
import type { Resource } from '@medplum/fhirtypes';
import { getProfileSchema } from './definitions.ts';
import type { Issue } from './outcomes.ts';

/**
 * What a profile asks beyond its base type: least numbers and invariants of the elements at the root.
 * `validateResource` of @medplum/core can be given a profile too, but parses it anew at each call (2 ms).
 */
export function profileIssues(resource: Resource, url: string): Issue[] {
  const schema = getProfileSchema(url);
  const root = toTypedValue(resource);
  const issues: Issue[] = [];
  const report = (diagnostics: string, expression: string): void => {
    issues.push({ code: 'resource-invalid', diagnostics: `${diagnostics} (profile ${url})`, expression });
  };
  const check = (value: TypedValueWithPath, { constraints = [] }: Pick<InternalSchemaElement, 'constraints'>): void => {
    for (const { key, severity, expression, description } of constraints) {
      // Invariants of the vital-signs profiles are called vs-…; all others are of the base and were checked there.
      if (severity !== 'error' || !key.startsWith('vs-')) continue;
      const [answer] = evalFhirPathTyped(expression, [value], { '%resource': root, '%context': value });
      if (answer?.value !== true) report(`${key}: ${description}`, value.path);
    }
  };
  check({ ...root, path: schema.path }, schema);
  crawlTypedValue(
    root,
    {
      visitProperty(_parent, key, path, propertyValues, parentSchema) {
        const element = parentSchema === schema ? schema.elements[key] : undefined;
        if (!element) return;
        for (const found of propertyValues) {
          const values = (Array.isArray(found) ? found : [found]).filter((each) => each?.value !== undefined);
          if (values.length < element.min) report(`expected at least ${element.min}, found ${values.length}`, path);
          for (const value of values) check(value, element);
        }
      },
    },
    { schema },
  );
  return issues;
}
