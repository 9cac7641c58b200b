import { evalFhirPathTyped, type TypedValue, toTypedValue } from '@medplum/core';
import type { Issue, OutcomeCode } from '../outcomes.ts';
import { codesNoSystemHas, membership } from './bindings.ts';
import type { ProfileNode } from './compile.ts';
import type { ElementType, ProfileDefinition } from './definition.ts';
import { compiledProfile, findBoundCodes, findProfile, typeOfProfile } from './held-profiles.ts';
import { targetTypeOf } from './references.ts';
import { belongs, discriminatorsOf, type Verdict } from './slices.ts';
import { type FoundValue, isObject, isSame, valuesOf } from './values.ts';

/** Everything in which a resource falls short of a profile beyond its base type; a warning is severity `warning`. */
export function checkProfile(resource: unknown, profile: ProfileDefinition): Issue[] {
  const check = new Check(resource, profile);
  check.element(compiledProfile(profile), { value: resource, path: profile.type });
  return check.issues;
}

class Check {
  readonly issues: Issue[] = [];
  #resource: unknown;
  #root: TypedValue;
  #url: string;

  constructor(resource: unknown, { url }: ProfileDefinition) {
    this.#resource = resource;
    this.#root = toTypedValue(resource);
    this.#url = url;
  }

  /** One value against its node and everything below it. */
  element(node: ProfileNode, found: FoundValue): void {
    this.#types(node, found);
    if (found.value === undefined) return; // extensions stand in its place
    this.#content(node, found);
    this.#binding(node, found);
    this.#invariants(node, found);
    if (!isObject(found.value)) return;
    for (const child of node.children.values()) this.#child(child, found);
  }

  /** All values of one element of a parent: how many, and which slice each belongs to. */
  #child(node: ProfileNode, parent: FoundValue): void {
    const values = valuesOf(parent.value, node.name, parent.path);
    const path = `${parent.path}.${node.name.replace('[x]', '')}`;
    this.#count(node, values.length, path);
    for (const value of values) this.element(node, value);
    if (node.slices.size > 0) this.#slices(node, values, path);
  }

  #count({ element: { min = 0, sliceName }, most }: ProfileNode, count: number, path: string): void {
    const of = sliceName === undefined ? '' : ` of the slice ${sliceName}`;
    if (count < min) this.#report(`expected at least ${min}${of}, found ${count}`, path);
    if (count > most) this.#report(`expected at most ${most}${of}, found ${count}`, path);
  }

  #slices(node: ProfileNode, values: readonly FoundValue[], path: string): void {
    const discriminators = discriminatorsOf(node);
    if (!discriminators) return;
    const judge = { resource: this.#resource, conforms: this.#conforms };
    const slices = [...node.slices.values()];
    const verdicts = values.map((value) => slices.map((slice) => belongs(value, slice, discriminators, judge)));
    for (const [at, slice] of slices.entries()) {
      const members = values.filter((_, which) => verdicts[which]?.[at] === true);
      // One that may belong, but nobody can tell, counts neither as missing nor as too many.
      const open = verdicts.filter((each) => each[at] === undefined).length;
      this.#count(slice, members.length + Math.min(open, Math.max(0, (slice.element.min ?? 0) - members.length)), path);
      for (const member of members) this.element(slice, member);
    }
    this.#order(node, values, verdicts);
  }

  /** Values outside of all slices where these are closed, or before one of them; and slices out of order. */
  #order(node: ProfileNode, values: readonly FoundValue[], verdicts: readonly Verdict[][]): void {
    const { rules, ordered } = node.element.slicing ?? {};
    const slices = [...node.slices.values()].map(({ element }) => element.sliceName).join(', ');
    // From the end, so that what comes later is known.
    let firstLater = Number.POSITIVE_INFINITY;
    for (let at = values.length - 1; at >= 0; at--) {
      const verdict = verdicts[at] as Verdict[];
      const { path } = values[at] as FoundValue;
      const slice = verdict.indexOf(true);
      if (slice >= 0) {
        if (ordered && slice > firstLater) this.#report(`the slices ${slices} come in this order`, path);
        firstLater = Math.min(firstLater, slice);
      } else if (!verdict.includes(undefined)) {
        if (rules === 'closed') this.#report(`belongs to none of the slices ${slices}`, path);
        if (rules === 'openAtEnd' && firstLater < Number.POSITIVE_INFINITY) {
          this.#report(`stands before values of the slices ${slices}; others come after them`, path);
        }
      }
    }
  }

  #types({ name, element: { type: types } }: ProfileNode, found: FoundValue): void {
    if (!types || types.length === 0) return;
    const { value, path, type } = found;
    const isChoice = name.endsWith('[x]');
    const allowed = isChoice && type !== undefined ? types.filter(({ code }) => code === type) : types;
    if (allowed.length === 0) {
      this.#report(`a ${type} is not allowed; allowed are ${types.map(({ code }) => code).join(', ')}`, path);
      return;
    }
    if (!isObject(value)) return;
    this.#target(allowed, value, path);
    const profiles = allowed.flatMap(({ profile = [] }) => profile);
    const held = profiles.flatMap((url) => findProfile(url) ?? []);
    // One that is not held may be the one that it meets.
    if (held.length === 0 || held.length < profiles.length || allowed.some(({ profile }) => !profile)) return;
    const attempts = held.map((profile) => this.#attempt(profile, found));
    const best = attempts.find(({ isMet }) => isMet) ?? attempts[0];
    this.issues.push(...(best?.issues ?? []));
  }

  #target(types: readonly ElementType[], value: Record<string, unknown>, path: string): void {
    const targets = types.flatMap(({ targetProfile = [] }) => targetProfile.map(typeOfProfile));
    if (targets.length === 0 || targets.includes(undefined) || targets.includes('Resource')) return;
    const target = targetTypeOf(value, this.#resource);
    if (target === undefined || targets.includes(target)) return;
    this.#report(`a reference to ${target}; allowed are ${[...new Set(targets)].join(', ')}`, path, 'reference-wrong');
  }

  #attempt(profile: ProfileDefinition, found: FoundValue): { isMet: boolean; issues: Issue[] } {
    const attempt = new Check(this.#resource, profile);
    attempt.element(compiledProfile(profile), found);
    return { isMet: attempt.issues.every(({ severity }) => severity === 'warning'), issues: attempt.issues };
  }

  #conforms = (found: FoundValue, url: string): boolean => {
    const profile = findProfile(url);
    return profile !== undefined && this.#attempt(profile, found).isMet;
  };

  #content({ exactly, atLeast }: ProfileNode, { value, path }: FoundValue): void {
    if (exactly !== undefined && !isSame(value, exactly, true)) {
      this.#report(`expected ${JSON.stringify(exactly)}, found ${JSON.stringify(value)}`, path);
    }
    if (atLeast !== undefined && !isSame(value, atLeast, false)) {
      this.#report(`expected at least ${JSON.stringify(atLeast)}, found ${JSON.stringify(value)}`, path);
    }
  }

  #binding({ exactly, element: { binding }, children }: ProfileNode, { value, path }: FoundValue): void {
    if (!binding?.valueSet) return;
    const bound = findBoundCodes(binding.valueSet);
    const notHeld = `the codes of ${binding.valueSet} are not held here`;
    if (!bound) {
      this.#report(`${notHeld}: not checked`, path, 'code-not-in-value-set', 'warning');
    } else if (binding.strength === 'required') {
      const found = membership(bound, value);
      if (found === 'out') {
        this.#report(
          `${JSON.stringify(value)} is not in ${binding.valueSet}, which is required`,
          path,
          'code-not-in-value-set',
        );
      } else if (found === 'unknown' && exactly === undefined && children.get('code')?.exactly === undefined) {
        this.#report(`${notHeld}: only the system was checked`, path, 'code-not-in-value-set', 'warning');
      }
    } else {
      for (const code of codesNoSystemHas(bound, value)) {
        this.#report(`${code} is no code of its system (${binding.valueSet})`, path, 'code-not-in-value-set');
      }
    }
  }

  #invariants({ invariants, typeName, element }: ProfileNode, { value, path, type }: FoundValue): void {
    for (const { key, human, isError, expression } of invariants) {
      const typed =
        isObject(value) && 'resourceType' in value
          ? toTypedValue(value)
          : { type: type ?? named(element, typeName), value };
      const [answer] = evalFhirPathTyped(expression, [typed], {
        '%resource': this.#root,
        '%rootResource': this.#root,
        '%context': typed,
      });
      if (answer?.value === true) continue;
      this.#report(`${key}: ${human}`, path, 'resource-invalid', isError ? 'error' : 'warning');
    }
  }

  #report(
    diagnostics: string,
    expression: string,
    code: OutcomeCode = 'resource-invalid',
    severity: 'error' | 'warning' = 'error',
  ): void {
    this.issues.push({
      code,
      diagnostics: `${diagnostics} (profile ${this.#url})`,
      expression,
      ...(severity === 'warning' && { severity }),
    });
  }
}

/** A part of a resource is known by its path, a data type by its name. */
function named({ type = [] }: ProfileNode['element'], typeName: string): string {
  const [only, ...others] = type;
  return only && others.length === 0 && !/^(BackboneElement|Element)$/.test(only.code) ? only.code : typeName;
}
