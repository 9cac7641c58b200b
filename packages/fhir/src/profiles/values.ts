/** A value of an element as it stands in the JSON of a resource. */
export interface FoundValue {
  /** Undefined for a primitive that has only extensions. */
  value: unknown;
  /** `Patient.identifier[0].system` */
  path: string;
  /** Of a choice: the type that was chosen, e.g. `Quantity`, `dateTime`. */
  type?: string;
}

const primitives = new Set(
  'base64Binary boolean canonical code date dateTime decimal id instant integer markdown oid positiveInt string time unsignedInt uri url uuid'.split(
    ' ',
  ),
);

/** [FHIR R4 formats.html#choice] `valueDateTime` is of the type dateTime. */
function choiceType(suffix: string): string | undefined {
  if (!/^[A-Z][A-Za-z0-9]*$/.test(suffix)) return undefined;
  const primitive = suffix.slice(0, 1).toLowerCase() + suffix.slice(1);
  return primitives.has(primitive) ? primitive : suffix;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listed(parent: Record<string, unknown>, key: string, path: string, type?: string): FoundValue[] {
  const value = parent[key];
  const extra = parent[`_${key}`];
  const typed = type === undefined ? {} : { type };
  if (!Array.isArray(value) && !Array.isArray(extra)) {
    return value === undefined && extra === undefined ? [] : [{ value, path: `${path}.${key}`, ...typed }];
  }
  const values = Array.isArray(value) ? value : [];
  const count = Math.max(values.length, Array.isArray(extra) ? extra.length : 0);
  return Array.from({ length: count }, (_, at) => ({
    value: values[at] ?? undefined,
    path: `${path}.${key}[${at}]`,
    ...typed,
  }));
}

/** The values of the element `name` of an object; a name that ends with `[x]` finds whichever type was chosen. */
export function valuesOf(parent: unknown, name: string, path: string): FoundValue[] {
  if (!isObject(parent)) return [];
  if (!name.endsWith('[x]')) return listed(parent, name, path);
  const stem = name.slice(0, -3);
  const keys = new Set(
    Object.keys(parent)
      .map((key) => key.replace(/^_/, ''))
      .filter((key) => key.startsWith(stem)),
  );
  return [...keys].flatMap((key) => {
    const type = choiceType(key.slice(stem.length));
    return type === undefined ? [] : listed(parent, key, path, type);
  });
}

/** The same content: all of it (`exactly`), or at least what the pattern has. [FHIR R4 elementdefinition.html#pattern] */
export function isSame(value: unknown, wanted: unknown, exactly: boolean): boolean {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(value) || (exactly && value.length !== wanted.length)) return false;
    return wanted.every((item, at) =>
      exactly ? isSame(value[at], item, true) : value.some((each) => isSame(each, item, false)),
    );
  }
  if (!isObject(wanted)) return value === wanted;
  if (!isObject(value)) return false;
  if (exactly && Object.keys(value).length !== Object.keys(wanted).length) return false;
  return Object.entries(wanted).every(([key, item]) => isSame(value[key], item, exactly));
}
