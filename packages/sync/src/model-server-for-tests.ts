import type {
  Conflict,
  FactChange,
  FactField,
  Facts,
  FactValue,
  SyncMessage,
  SyncPerson,
  SyncResult,
  VisitEntry,
} from '@munan/flow';
import { type Clash, chosen, fieldsOf, mergeFact, mergeVisit, same, withField } from '@munan/visit';
import type { Answered } from './needs.ts';

const nurse = { id: 'n-1', name: '박간호' };
const doctor = { id: 'd-1', name: 'Dr. Han' };
const noFacts: Facts = { phone: null, doorCode: null, address: null, conditions: [], medications: [], allergies: [] };

interface Held {
  facts: Facts;
  version: number;
}

/** The server as the device sees it, in memory: what it answers, and what it holds in the end. */
export class ModelServer {
  now: () => number;
  people = new Map<string, Held>();
  visits = new Map<string, { entry: VisitEntry; photos: string[] }>();
  conflicts: Conflict[] = [];
  answers = new Map<string, { patient: string; read?: number }>();
  orders = new Map<string, string[]>();
  /** Outcome by id of message: what is sent twice is applied once. */
  outcomes = new Map<string, { text: string; result: SyncResult }>();
  /** Ids in the order in which they were applied. */
  applied: string[] = [];
  /** Values that somebody at the hospital replaced, who had them before the eyes. */
  replaced: { document: string; field: string; value: unknown }[] = [];
  devices = new Map<string, { key: string; wiped: boolean; heard: boolean }>();
  forms: unknown[] = [];
  day = '2026-11-28';
  mostInPush = Number.POSITIVE_INFINITY;
  refuse: (message: SyncMessage) => SyncResult | undefined = () => undefined;

  constructor(patients: readonly string[], now: () => number) {
    this.now = now;
    for (const id of patients) this.people.set(id, { facts: { ...noFacts }, version: 1 });
  }

  post(path: string, body: unknown): Answered {
    // As it comes over the line.
    const sent = JSON.parse(JSON.stringify(body));
    const answer = this.#post(path, sent);
    return JSON.parse(JSON.stringify(answer));
  }
  #post(path: string, body: Record<string, unknown>): Answered {
    if (path === '/api/sync/device') return this.#device(body.device as string | undefined);
    const device = this.devices.get(String(body.device));
    if (!device) return problem(404, 'device-unknown');
    if (device.wiped) {
      device.heard = true;
      return problem(410, 'device-wiped');
    }
    if (path === '/api/sync/pull') return { status: 200, body: this.#pulled(body.have as Record<string, string>) };
    const messages = body.messages as SyncMessage[];
    if (messages.length > this.mostInPush) return problem(413, 'too-large');
    return { status: 200, body: { now: this.now(), results: messages.map((message) => this.#one(message)) } };
  }

  /** As a doctor does it on a screen that shows what stands now. */
  editVisit(id: string, field: string, value: unknown): boolean {
    const visit = this.visits.get(id);
    if (!visit) return false;
    this.#replace(`visit/${id}`, field, fieldsOf(visit.entry).get(field));
    visit.entry = withField(visit.entry, field, value);
    this.#touched(visit.entry.patient);
    return true;
  }
  editFact(patient: string, field: FactField, value: FactValue): void {
    const held = this.#person(patient);
    this.#replace(patient, field, held.facts[field]);
    held.facts = { ...held.facts, [field]: value };
    this.#touched(patient);
  }
  decideConflict(id: string, choice: 'kept' | 'other'): void {
    this.#decide(id, choice, doctor);
  }

  #device(known: string | undefined): Answered {
    const id = known ?? `device-${this.devices.size + 1}`;
    const device = this.devices.get(id) ?? { key: btoa(id.padEnd(32, '.')), wiped: false, heard: false };
    if (device.wiped) return problem(410, 'device-wiped');
    this.devices.set(id, device);
    return { status: 200, body: { now: this.now(), device: id, key: device.key } };
  }

  #pulled(have: Record<string, string>) {
    const people = [...this.people.keys()]
      .map((id) => this.person(id))
      .filter((one) => have[one.person.id] !== one.tag);
    return {
      now: this.now(),
      people,
      assigned: [...this.people.keys()],
      forms: this.forms,
      day: { day: this.day, at: this.now(), stops: [...this.people.keys()].map(stop), later: [], byHand: false },
      conflicts: this.conflicts.filter((one) => one.status === 'open' || one.unread.includes(nurse.id)),
    };
  }
  person(id: string): SyncPerson {
    const { facts, version } = this.#person(id);
    const person = { id, name: `Person ${id}`, age: 80, sex: 'female', simulated: true } as never;
    const visits = [...this.visits.values()].filter((visit) => visit.entry.patient === id);
    return {
      tag: String(version),
      person,
      programme: 'regular',
      spo2Scale2: false,
      contacts: [],
      facts,
      factsBy: {},
      year: { from: 0, channels: {} },
      visits: visits.map(({ entry }) => ({ row: { finished: entry.finished } as never, entry })),
      since: { from: 0, alerts: [], reasons: [] },
      answers: [...this.answers]
        .filter(([, answer]) => answer.patient === id)
        .map(([answer, { read }]) => ({
          id: answer,
          kind: 'advice',
          text: 'x',
          visit: 'v',
          patient: id,
          from: doctor,
          at: 0,
          ...(read && { read: { by: nurse.id, at: read } }),
        })),
      board: {} as never,
    };
  }

  #one(message: SyncMessage): SyncResult {
    const { id } = message;
    const before = this.outcomes.get(id);
    const text = JSON.stringify(message);
    if (before) {
      if (before.text !== text) return refusal(id, 'id-reused');
      return before.result;
    }
    const refused = this.refuse(message);
    const result = refused ?? this.#apply(message);
    this.outcomes.set(id, { text, result });
    if (result.outcome !== 'refused') this.applied.push(id);
    return result;
  }
  #apply(message: SyncMessage): SyncResult {
    const { id } = message;
    switch (message.kind) {
      case 'visit':
        return this.#visit(message);
      case 'facts':
        return this.#facts(id, message.patient, message.changes);
      case 'photo': {
        const visit = this.visits.get(message.visit);
        if (!visit) return refusal(id, 'visit-unknown');
        visit.photos.push(`${message.photo.id} ${message.jpeg}`);
        return { id, outcome: 'applied' };
      }
      case 'decide':
        return { id, ...this.#decide(message.conflict, message.choice, nurse) };
      case 'read': {
        const answer = this.answers.get(message.what);
        if (answer) answer.read = message.at;
        if (answer) this.#touched(answer.patient);
        for (const one of this.conflicts) if (one.id === message.what) one.unread = [];
        return { id, outcome: 'applied' };
      }
      case 'order':
        this.orders.set(message.day, message.people);
        return { id, outcome: 'applied' };
    }
  }

  #visit({ id, visit, base, reason }: Extract<SyncMessage, { kind: 'visit' }>): SyncResult {
    const current = this.visits.get(visit.id);
    const { value, changed, clashes } = mergeVisit(base, visit, current?.entry);
    const isCorrection = current !== undefined && (current.entry.state ?? 'signed') === 'signed';
    if (isCorrection && changed.length + clashes.length > 0 && !reason) return refusal(id, 'reason-missing');
    this.visits.set(visit.id, { entry: value, photos: current?.photos ?? [] });
    const conflicts = clashes.map((clash) => this.#conflict(visit.patient, `visit/${visit.id}`, clash, false));
    if (changed.length > 0) this.#touched(visit.patient);
    const outcome =
      conflicts.length > 0 ? 'conflict' : changed.length === 0 ? 'same' : same(value, visit) ? 'applied' : 'merged';
    return { id, outcome, conflicts, visit: value };
  }
  #facts(id: string, patient: string, changes: readonly FactChange[]): SyncResult {
    const held = this.#person(patient);
    const conflicts: Conflict[] = [];
    for (const change of changes) {
      const { value, clashes } = mergeFact(change, held.facts[change.field]);
      held.facts = { ...held.facts, [change.field]: value };
      for (const clash of clashes) conflicts.push(this.#conflict(patient, 'facts', clash, true));
    }
    this.#touched(patient);
    return { id, outcome: conflicts.length > 0 ? 'conflict' : 'applied', conflicts };
  }
  #conflict(patient: string, document: string, { field, base, kept, other }: Clash, clinical: boolean): Conflict {
    const side = (value: unknown, who: typeof nurse, where: 'home' | 'hospital') => ({
      value,
      by: who.id,
      byName: who.name,
      at: this.now(),
      where,
    });
    const conflict: Conflict = {
      id: `c-${this.conflicts.length + 1}`,
      patient,
      patientName: patient,
      simulated: true,
      document,
      field,
      base,
      kept: side(kept, doctor, 'hospital'),
      other: side(other, nurse, 'home'),
      clinical,
      status: 'open',
      unread: [],
    };
    this.conflicts.push(conflict);
    return structuredClone(conflict);
  }
  /** As apply-decide.ts of the server: what came after a third value is asked again. */
  #decide(id: string, choice: 'kept' | 'other' | 'both', by: typeof nurse): Pick<SyncResult, 'outcome' | 'conflicts'> {
    const conflict = this.conflicts.find((one) => one.id === id);
    if (!conflict || conflict.status === 'decided') return { outcome: 'same' };
    const { kept, other } = conflict;
    const now = this.#standing(conflict);
    if (choice !== 'kept' && !same(now, kept.value) && !same(now, other.value)) {
      conflict.kept = { ...kept, value: now };
      return { outcome: 'conflict', conflicts: [structuredClone(conflict)] };
    }
    const value = chosen(choice, now, other.value);
    conflict.status = 'decided';
    conflict.decided = { by: by.id, byName: by.name, at: this.now(), choice, value };
    conflict.unread = by === nurse ? [doctor.id] : [nurse.id];
    if (conflict.document === 'facts') this.editFact(conflict.patient, conflict.field as FactField, value as FactValue);
    else this.editVisit(conflict.document.slice('visit/'.length), conflict.field, value ?? undefined);
    return { outcome: 'applied' };
  }
  #standing({ document, patient, field }: Conflict): unknown {
    if (document === 'facts') return this.#person(patient).facts[field as FactField];
    const visit = this.visits.get(document.slice('visit/'.length));
    return (visit && fieldsOf(visit.entry).get(field)) ?? null;
  }
  #replace(document: string, field: string, value: unknown): void {
    if (value !== undefined) this.replaced.push({ document, field, value });
  }
  #touched(patient: string): void {
    this.#person(patient).version++;
  }
  #person(id: string): Held {
    const held = this.people.get(id);
    if (!held) throw new Error(`nobody is ${id}`);
    return held;
  }
}

function stop(person: string) {
  return { person, why: [], risk: 0 };
}
function refusal(id: string, code: string): SyncResult {
  return { id, outcome: 'refused', code, message: `refused: ${code}` };
}
function problem(status: number, code: string): Answered {
  return { status, body: { error: { code, message: code } } };
}
