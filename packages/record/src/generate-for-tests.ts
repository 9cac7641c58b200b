import { definitions, type HeldType, validate } from '@munan/fhir';

interface Element {
  path: string;
  min?: number;
  max?: string;
  type?: { code?: string; targetProfile?: string[] }[];
  binding?: { strength?: string; valueSet?: string };
}

/** A small generator of random numbers, the same for the same seed (mulberry32). */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const words = ['Alder', 'birch', 'Cédre', '동백', 'elm tree', 'fir, white', 'ginkgo$1', 'hazel|2'];
const leftOut = /\.(id|meta|implicitRules|extension|modifierExtension|contained|text)$/;

/**
 * A valid resource of a held type with as many elements as validation lets stand: each element of the definition is
 * tried with a random value of one of its types, and stays when the resource is still valid.
 */
export function generateResource(type: HeldType, id: string, seed: number): Record<string, unknown> {
  const random = randomOf(seed);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const { structures, valueSets } = definitions();
  const structure = structures.get(`http://hl7.org/fhir/StructureDefinition/${type}`);
  const elements = (structure?.snapshot?.element ?? []) as Element[];
  const childrenOf = (path: string) =>
    elements.filter(
      (each) =>
        each.path.startsWith(`${path}.`) && !each.path.slice(path.length + 1).includes('.') && !leftOut.test(each.path),
    );
  const day = () => `20${10 + random(16)}-0${1 + random(9)}-${10 + random(18)}`;
  const moment = () => `${day()}T1${random(10)}:${10 + random(50)}:00${pick(['Z', '+09:00', '-05:30'])}`;
  const codeOf = ({ binding }: Element): { system?: string; code: string } => {
    const systems = binding?.strength === 'required' ? valueSets.get(binding.valueSet?.split('|')[0] ?? '') : undefined;
    if (!systems) return { system: `urn:system:${random(3)}`, code: `c${random(6)}` };
    const [system, codes] = pick([...systems]);
    return { system, code: pick([...codes]) };
  };
  const period = () => pick([{ start: `${day()}`, end: '2031-01-01' }, { start: moment() }, { end: moment() }]);
  const values: Record<string, (element: Element, target?: string) => unknown> = {
    boolean: () => random(2) === 1,
    integer: () => random(50),
    positiveInt: () => 1 + random(50),
    unsignedInt: () => random(50),
    decimal: () => random(1000) / 10,
    string: () => `${pick(words)} ${random(9)}`,
    markdown: () => pick(words),
    uri: () => `urn:uri:${random(5)}`,
    url: () => `http://example.org/${random(5)}`,
    canonical: () => `http://example.org/canonical/${random(5)}`,
    code: (element) => codeOf(element).code,
    date: day,
    dateTime: () => pick([day, moment])(),
    instant: moment,
    time: () => '08:00:00',
    Coding: codeOf,
    CodeableConcept: (element) => ({ coding: [codeOf(element)], ...(random(2) && { text: pick(words) }) }),
    Identifier: () => ({ system: `urn:id:${random(3)}`, value: `v${random(20)}` }),
    Reference: (_element, target = 'Patient') => ({ reference: `${target}/r${random(4)}` }),
    Period: period,
    Quantity: () => ({
      value: random(500) / 10,
      unit: 'mg',
      system: 'http://unitsofmeasure.org',
      code: pick(['mg', 'g']),
    }),
    Range: () => ({ low: { value: random(10), unit: 'mg' }, high: { value: 10 + random(10), unit: 'mg' } }),
    HumanName: () => ({ family: pick(words), given: [pick(words)], ...(random(2) && { text: pick(words) }) }),
    Address: () => ({
      use: pick(['home', 'work']),
      line: [pick(words)],
      city: pick(words),
      state: pick(words),
      postalCode: `${random(99)}`,
      country: pick(words),
    }),
    ContactPoint: () => ({ system: pick(['phone', 'email']), value: `${random(99)}@x` }),
    Annotation: () => ({ text: pick(words) }),
    Timing: () => ({ event: [moment()] }),
    Money: () => ({ value: random(1000) / 10, currency: pick(['EUR', 'KRW']) }),
    Age: () => ({ value: random(100), unit: 'a', system: 'http://unitsofmeasure.org', code: 'a' }),
    Duration: () => ({ value: random(100), unit: 'h', system: 'http://unitsofmeasure.org', code: 'h' }),
    Attachment: () => ({ url: `http://example.org/${random(5)}`, creation: moment() }),
    RelatedArtifact: () => ({
      type: pick(['composed-of', 'depends-on', 'derived-from', 'predecessor', 'successor']),
      resource: `http://example.org/canonical/${random(5)}`,
    }),
    TriggerDefinition: () => ({ type: 'named-event', name: pick(words) }),
    UsageContext: (element) => ({
      code: codeOf(element),
      ...pick([
        { valueQuantity: { value: random(50), unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' } },
        { valueRange: { low: { value: random(10), unit: 'mg' }, high: { value: 10 + random(10), unit: 'mg' } } },
        { valueCodeableConcept: { coding: [codeOf(element)] } },
      ]),
    }),
  };

  const resource: Record<string, unknown> = {
    resourceType: type,
    id,
    meta: {
      profile: [`http://example.org/p${random(2)}`],
      tag: [{ system: 'urn:tag', code: `t${random(3)}` }],
      security: [{ system: 'urn:security', code: `s${random(3)}` }],
      source: `urn:source:${random(3)}`,
    },
  };
  /** Most are valid together: halves are tried, not each by itself. */
  const keepValid = (tried: readonly [key: string, value: unknown][], into: Record<string, unknown>): void => {
    for (const [key, value] of tried) into[key] = value;
    if (tried.length === 0 || isValid(resource)) return;
    for (const [key] of tried) delete into[key];
    if (tried.length === 1) return;
    const half = tried.length >> 1;
    keepValid(tried.slice(0, half), into);
    keepValid(tried.slice(half), into);
  };
  const fill = (path: string, into: Record<string, unknown>, mandatoryOnly: boolean): void => {
    const plain: [key: string, value: unknown][] = [];
    for (const element of childrenOf(path)) {
      if (mandatoryOnly !== (element.min ?? 0) > 0) continue;
      const name = element.path.slice(path.length + 1);
      const { code = '', targetProfile } = pick(element.type ?? [{}]);
      const key = name.replace('[x]', code.charAt(0).toUpperCase() + code.slice(1));
      let value: unknown;
      if (code === 'BackboneElement') {
        value = {};
        fill(element.path, value as Record<string, unknown>, true);
      } else value = values[code]?.(element, targetProfile && pick(targetProfile).split('/').at(-1));
      if (value === undefined || into[key] !== undefined) continue;
      const held = element.max === '*' ? [value] : value;
      if (code !== 'BackboneElement' && !mandatoryOnly) {
        plain.push([key, held]);
        continue;
      }
      into[key] = held;
      if (code === 'BackboneElement') fill(element.path, value as Record<string, unknown>, false);
      // What is mandatory may only be valid together with the rest.
      if (!mandatoryOnly && !isValid(resource)) delete into[key];
    }
    keepValid(plain, into);
  };
  fill(type, resource, true);
  fill(type, resource, false);
  return resource;
}

export function isValid(resource: unknown): boolean {
  try {
    validate(resource);
    return true;
  } catch {
    return false;
  }
}
