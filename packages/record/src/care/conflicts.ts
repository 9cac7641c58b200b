import type { Task } from '@medplum/fhirtypes';
import { toInstant } from '@munan/fhir';
import type { Conflict, Side } from '@munan/flow';
import { type FhirRecord, type OpenQuery, resourceOf } from '../fhir-record.ts';
import { patientsWanted, searchAll } from './search-all.ts';
import { fhirIdOf, fhirText, munan } from './systems.ts';
import { idOf } from './visit-encounter.ts';

/** A conflict without names of people, which the house knows. */
export type StoredConflict = Omit<Conflict, 'patientName' | 'simulated' | 'kept' | 'other' | 'decided'> & {
  kept: Omit<Side, 'byName'>;
  other: Omit<Side, 'byName'>;
  decided?: { by: string; at: number; choice: 'kept' | 'other' | 'both'; value: unknown };
};
export interface ConflictsWanted {
  patients?: readonly string[];
  status?: 'open' | 'decided';
  /** Decided, and this user has not read it. */
  unreadBy?: string;
  /** `facts` or `visit/<id>`. */
  document?: string;
}

type Part = NonNullable<Task['input']>[number];
const code = 'conflict';

/**
 * A field that two people changed: somebody's task to decide. Both values, with who, when and where, are `input`, the
 * decision is `output`, each as JSON text; whoever has not read the decision is in a tag.
 */
export function conflictTask(conflict: StoredConflict | Conflict): Task {
  const { id, patient, document, field, base, kept, other, clinical, status, decided, unread } = conflict;
  const visit = visitOf(document);
  const part = (name: string, value: unknown): Part[] => {
    const text = JSON.stringify(value);
    return text === undefined
      ? []
      : [{ type: { coding: [{ system: munan.conflict, code: name }] }, valueString: text }];
  };
  const changedAt = Math.max(kept.at, other.at, decided?.at ?? 0);
  return {
    resourceType: 'Task',
    id: fhirIdOf(id),
    ...(unread.length > 0 && { meta: { tag: unread.map((user) => ({ system: munan.unread, code: user })) } }),
    identifier: [{ system: munan.conflict, value: id }],
    status: status === 'open' ? 'requested' : 'completed',
    intent: 'proposal',
    priority: clinical ? 'urgent' : 'routine',
    code: { coding: [{ system: munan.conflict, code }] },
    description: fhirText(field) ?? '-',
    focus: { reference: visit === undefined ? `Patient/${patient}` : `Encounter/${fhirIdOf(visit)}` },
    for: { reference: `Patient/${patient}` },
    authoredOn: toInstant(Math.min(other.at, changedAt)),
    lastModified: toInstant(changedAt),
    ...(decided && { owner: { reference: `Practitioner/${decided.by}` } }),
    input: [
      ...part('document', document),
      ...part('field', field),
      ...part('base', base),
      ...part('kept', sideOf(kept)),
      ...part('other', sideOf(other)),
    ],
    ...(decided && {
      output: part('decided', { at: decided.at, choice: decided.choice, value: decided.value }),
    }),
  };
}

function sideOf({ value, by, at, where }: Omit<Side, 'byName'>): Omit<Side, 'byName'> {
  return { value, by, at, where };
}

function visitOf(document: string): string | undefined {
  return document.startsWith('visit/') ? document.slice('visit/'.length) : undefined;
}

/** The reverse; undefined: it is a task of another kind. */
export function conflictOf(task: Task): StoredConflict | undefined {
  const id = task.identifier?.find(({ system }) => system === munan.conflict)?.value;
  if (id === undefined) return undefined;
  const part = (of: readonly Part[] | undefined, name: string): unknown => {
    const text = of?.find(({ type }) => type.coding?.[0]?.code === name)?.valueString;
    return text === undefined ? undefined : JSON.parse(text);
  };
  const side = (name: string): StoredConflict['kept'] => {
    const { value, by, at, where } = part(task.input, name) as StoredConflict['kept'];
    return { value, by, at, where };
  };
  const decided = part(task.output, 'decided') as Omit<NonNullable<StoredConflict['decided']>, 'by'> | undefined;
  return {
    id,
    patient: idOf(task.for?.reference),
    document: part(task.input, 'document') as string,
    field: part(task.input, 'field') as string,
    base: part(task.input, 'base'),
    kept: side('kept'),
    other: side('other'),
    clinical: task.priority === 'urgent',
    status: task.status === 'completed' ? 'decided' : 'open',
    ...(decided && {
      decided: { by: idOf(task.owner?.reference), at: decided.at, choice: decided.choice, value: decided.value },
    }),
    unread: (task.meta?.tag ?? []).flatMap((tag) => (tag.system === munan.unread ? (tag.code ?? []) : [])),
  };
}

/** A field that two people changed, as a Task; the same id again is its next version. Names in it are not kept. */
export async function storeConflict(
  record: FhirRecord,
  conflict: StoredConflict | Conflict,
  query?: OpenQuery,
): Promise<'created' | 'updated' | 'same'> {
  const [written] = await record.writeAll([conflictTask(conflict)], query);
  return written?.outcome ?? 'same';
}

export async function findConflict(
  record: FhirRecord,
  id: string,
  query?: OpenQuery,
): Promise<StoredConflict | undefined> {
  const stored = await record.find('Task', fhirIdOf(id), query);
  return stored && conflictOf(resourceOf<Task>(stored));
}

/** Newest first; open and decided ones where `status` is left out. */
export async function findConflicts(
  record: FhirRecord,
  { patients, status, unreadBy, document }: ConflictsWanted,
  query?: OpenQuery,
): Promise<StoredConflict[]> {
  const parameters: [string, string][] = [['code', `${munan.conflict}|${code}`]];
  const wanted = unreadBy !== undefined ? 'decided' : status;
  if (wanted) parameters.push(['status', wanted === 'open' ? 'requested' : 'completed']);
  if (unreadBy !== undefined) parameters.push(['_tag', `${munan.unread}|${unreadBy}`]);
  const visit = document === undefined ? undefined : visitOf(document);
  const references = {
    ...(patients && { patient: patientsWanted(patients) }),
    ...(visit !== undefined && { focus: [{ type: 'Encounter', id: fhirIdOf(visit) }] }),
  };
  const found = await searchAll<Task>(record, { type: 'Task', parameters, references }, query);
  return found
    .flatMap(({ resource }) => conflictOf(resource) ?? [])
    .filter((each) => document === undefined || each.document === document)
    .sort((a, b) => modifiedAt(b) - modifiedAt(a) || (a.id < b.id ? -1 : 1));
}

function modifiedAt({ kept, other, decided }: StoredConflict): number {
  return Math.max(kept.at, other.at, decided?.at ?? 0);
}
