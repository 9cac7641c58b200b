import type { FilledForm, FormAnswer, VisitEntry, VisitPhoto } from '@munan/flow';

/** What a visit has beside its vitals, forms, photos and reasons: each is one field. */
const plain = [
  'state',
  'arrived',
  'finished',
  'measured',
  'arrivedAt',
  'finishedAt',
  'clockUncertain',
  'confirmed',
  'remarks',
  'question',
  'next',
] as const;
type Plain = (typeof plain)[number];
const needed: readonly string[] = ['arrived', 'finished'];

/** The field that holds the version a form was filled in with; no linkId has a slash. */
export const formVersion = (form: string): string => `forms.${form}/version`;

/**
 * A visit as fields: `vitals.weightKg`, `forms.diabetes.foot-pulse`, `forms.diabetes/version`, `photos.<id>`,
 * `confirmedWhy.weightKg`, `remarks`, `next`, … Whose visit it is and its id are no fields: they never change.
 */
export function fieldsOf(entry: VisitEntry): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  const put = (name: string, value: unknown): void => {
    if (value !== undefined) fields.set(name, value);
  };
  for (const name of plain) put(name, entry[name]);
  for (const [name, value] of Object.entries(entry.vitals)) put(`vitals.${name}`, value);
  for (const [name, why] of Object.entries(entry.confirmedWhy ?? {})) put(`confirmedWhy.${name}`, why);
  for (const [form, filled] of Object.entries(entry.forms ?? {})) {
    put(formVersion(form), filled.version);
    for (const [linkId, answer] of Object.entries(filled.answers)) put(`forms.${form}.${linkId}`, answer);
  }
  for (const photo of entry.photos ?? []) put(`photos.${photo.id}`, photo);
  return fields;
}

/** One field set to another value (undefined: taken out). @throws Error for a name that is no field */
export function withField(entry: VisitEntry, field: string, value: unknown): VisitEntry {
  if ((plain as readonly string[]).includes(field)) {
    if (value === undefined && needed.includes(field)) throw new Error(`${field} of a visit cannot be taken out`);
    return set(entry, field as Plain, value) as VisitEntry;
  }
  const dot = field.indexOf('.');
  const rest = field.slice(dot + 1);
  if (dot < 0 || rest === '') throw new Error(`no field of a visit: ${field}`);
  switch (field.slice(0, dot)) {
    case 'vitals':
      return { ...entry, vitals: set(entry.vitals, rest, value) };
    case 'confirmedWhy':
      return orWithout(entry, 'confirmedWhy', set(entry.confirmedWhy ?? {}, rest, value));
    case 'photos':
      return withPhoto(entry, rest, value as VisitPhoto | undefined);
    case 'forms':
      return withAnswer(entry, rest, value);
    default:
      throw new Error(`no field of a visit: ${field}`);
  }
}

function withPhoto(entry: VisitEntry, id: string, photo: VisitPhoto | undefined): VisitEntry {
  const before = entry.photos ?? [];
  const there = before.some((one) => one.id === id);
  const photos = photo
    ? there
      ? before.map((one) => (one.id === id ? photo : one))
      : [...before, photo]
    : before.filter((one) => one.id !== id);
  const { photos: _, ...others } = entry;
  return photos.length > 0 ? { ...others, photos } : others;
}

function withAnswer(entry: VisitEntry, rest: string, value: unknown): VisitEntry {
  const [, form, mark, linkId] = /^([^./]+)([./])(.+)$/.exec(rest) ?? [];
  if (!form || !linkId || (mark === '/' && linkId !== 'version')) throw new Error(`no field of a visit: forms.${rest}`);
  const forms = entry.forms ?? {};
  const filled: FilledForm | undefined = Object.hasOwn(forms, form) ? forms[form] : undefined;
  const isVersion = mark === '/';
  // A form with answers keeps a version; without either it is not there.
  const version = isVersion ? ((value as string | undefined) ?? '') : (filled?.version ?? '');
  const answers = isVersion ? (filled?.answers ?? {}) : set(filled?.answers ?? {}, linkId, value as FormAnswer);
  const isGone = Object.keys(answers).length === 0 && version === '';
  return orWithout(entry, 'forms', set(forms, form, isGone ? undefined : { version, answers }));
}

/** As own property whatever its name, so that `constructor` is an answer like any other. */
function set<T extends object>(of: T, key: string, value: unknown): T {
  const entries = Object.entries(of).filter(([name]) => name !== key);
  const at = Object.keys(of).indexOf(key);
  if (value !== undefined) entries.splice(at < 0 ? entries.length : at, 0, [key, value]);
  return Object.fromEntries(entries) as T;
}

function orWithout(entry: VisitEntry, name: 'forms' | 'confirmedWhy', value: object): VisitEntry {
  return set(entry, name, Object.keys(value).length > 0 ? value : undefined);
}
