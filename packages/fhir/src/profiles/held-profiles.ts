import { readFileSync } from 'node:fs';
import { compileProfile, type ProfileNode } from './compile.ts';
import type { BoundCodes, ProfileDefinition } from './definition.ts';
import { ownProfiles } from './own.ts';

interface Held {
  profiles: ReadonlyMap<string, ProfileDefinition>;
  valueSets: ReadonlyMap<string, BoundCodes>;
}

let held: Held | undefined;
const compiled = new WeakMap<ProfileDefinition, ProfileNode>();

function read<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as T;
}

function load(): Held {
  if (held) return held;
  const sources = ['./r4/generated', './krcore/generated'];
  const profiles = [...sources.flatMap((source) => read<ProfileDefinition[]>(`${source}/checks.json`)), ...ownProfiles];
  const valueSets = sources.map((source) => read<Record<string, BoundCodes>>(`${source}/value-sets.json`));
  held = {
    profiles: new Map(profiles.map((profile) => [profile.url, profile])),
    valueSets: new Map(valueSets.flatMap((each) => Object.entries(each))),
  };
  return held;
}

/** All profiles that are held: those of FHIR R4 itself, KR Core and the house's own. */
export function heldProfiles(): readonly ProfileDefinition[] {
  return [...load().profiles.values()];
}

/** `canonical` may name a version; undefined when the profile, or that version of it, is not held. */
export function findProfile(canonical: string): ProfileDefinition | undefined {
  const [url = '', version] = canonical.split('|');
  const found = load().profiles.get(url);
  return version !== undefined && found?.version !== undefined && found.version !== version ? undefined : found;
}

/** What a profile asks, ready to be checked; made once. */
export function compiledProfile(profile: ProfileDefinition): ProfileNode {
  const before = compiled.get(profile);
  if (before) return before;
  const node = compileProfile(profile);
  compiled.set(profile, node);
  return node;
}

/** Undefined when its codes are not held here. */
export function findBoundCodes(valueSet: string): BoundCodes | undefined {
  return load().valueSets.get(valueSet.split('|')[0] as string);
}

/** The resource type behind a profile or a base definition: `…/krcore-patient` -> Patient. */
export function typeOfProfile(canonical: string): string | undefined {
  const url = canonical.split('|')[0] as string;
  const [, base] = /^http:\/\/hl7\.org\/fhir\/StructureDefinition\/([A-Z][A-Za-z]+)$/.exec(url) ?? [];
  return load().profiles.get(url)?.type ?? base;
}
