import type { Resource } from '@medplum/fhirtypes';
import { isHeldType } from './held.ts';
import type { Issue } from './outcomes.ts';
import { checkProfile } from './profiles/check-profile.ts';
import { findProfile } from './profiles/held-profiles.ts';
import { isObject } from './profiles/values.ts';

/**
 * What a profile asks of a resource beyond its base type, warnings among it. `validateResource` of @medplum/core can be
 * given a profile too. Measured with KR Core: of the 32 breaches in profiles/check-profile.test.ts it finds 12, it refuses
 * valid blood pressures, and it parses the profile anew at each call (7 ms).
 * @throws when the profile is not held
 */
export function profileFindings(resource: Resource, url: string): Issue[] {
  const profile = findProfile(url);
  if (!profile) throw new Error(`profile ${url} is not held`);
  if (profile.type !== resource.resourceType) {
    const diagnostics = `the profile ${url} is of ${profile.type}, not of ${resource.resourceType}`;
    return [{ code: 'resource-invalid', diagnostics, expression: resource.resourceType }];
  }
  return checkProfile(resource, profile);
}

const isError = ({ severity }: Issue): boolean => severity !== 'warning';

/** In what a resource fails a profile. @throws when the profile is not held */
export function profileIssues(resource: Resource, url: string): Issue[] {
  return profileFindings(resource, url).filter(isError);
}

/** Against every profile that the resource claims in `meta.profile`: an unknown one is a warning. */
export function claimFindings(resource: Resource): Issue[] {
  const claimed: unknown = resource.meta?.profile;
  const urls = Array.isArray(claimed) ? claimed.filter((each): each is string => typeof each === 'string') : [];
  return [
    // One that is claimed twenty thousand times is judged once.
    ...[...new Set(urls)].flatMap((url): Issue[] => {
      if (findProfile(url)) return profileFindings(resource, url);
      const base = /^http:\/\/hl7\.org\/fhir\/StructureDefinition\/([A-Z]\w+)(\||$)/.exec(url)?.[1];
      if (base === resource.resourceType || base === 'Resource' || base === 'DomainResource') return [];
      const expression = `${resource.resourceType}.meta.profile[${urls.indexOf(url)}]`;
      if (isHeldType(base)) {
        const diagnostics = `${url} is of ${base}, not of ${resource.resourceType}`;
        return [{ code: 'resource-invalid', diagnostics, expression }];
      }
      const diagnostics = `the profile ${url} is not held here: whether it is met was not checked`;
      return [{ code: 'not-held', diagnostics, expression, severity: 'warning' }];
    }),
    ...inside(resource).flatMap(claimFindings),
  ];
}

/** The resources that another contains, or that a Bundle has as entries. */
function inside(resource: Resource): Resource[] {
  const { contained, entry } = resource as { contained?: unknown; entry?: unknown };
  const entries = resource.resourceType === 'Bundle' && Array.isArray(entry) ? entry : [];
  const found = [
    ...(Array.isArray(contained) ? contained : []),
    ...entries.map((each: unknown) => isObject(each) && each.resource),
  ];
  return found.filter((each): each is Resource => isObject(each) && typeof each.resourceType === 'string');
}

/** In what a resource fails the profiles that it claims. */
export function claimIssues(resource: Resource): Issue[] {
  return claimFindings(resource).filter(isError);
}
