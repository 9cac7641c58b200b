import type { FactChange, VisitEntry, VisitPhoto } from '@munan/flow';
import { syncVersion } from '@munan/flow';
import type { Choice, Desk, LocalVisit, Refusal, SyncState } from '../desk.ts';
import {
  addPhoto,
  begin,
  change,
  discard,
  dropPhoto,
  handOn,
  type KeptVisit,
  localOf,
  type Refused,
  reopen,
  resendPhoto,
} from '../kept-visit.ts';
import { countWaiting, type Errand } from '../outbox.ts';
import { cardWith, conflictsWith, type Done, dayWith, personWith } from '../overlay.ts';
import type { Wiped } from '../register.ts';
import type { Syncing } from '../syncing.ts';
import type { Workings } from '../workings.ts';

/** What opens and closes it, and listens to the other tabs, stands in `open.ts`. */
export interface DeskLife {
  syncing: Syncing;
  wiped(): Wiped | undefined;
  close(): Promise<void>;
}

export class MunanDesk implements Desk {
  #workings: Workings;
  #life: DeskLife;
  #listeners = new Set<() => void>();
  #version = 0;
  #state: SyncState | undefined;
  #lastSeq = 0;
  #read = new Map<string, { from: unknown; errands: number; person: ReturnType<typeof personWith> }>();

  constructor(workings: Workings, life: DeskLife) {
    this.#workings = workings;
    this.#life = life;
  }

  get user(): Desk['user'] {
    return this.#workings.desk.user;
  }
  get device(): string {
    return this.#workings.desk.device;
  }
  get version(): number {
    return this.#version;
  }
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  /** Something is different from before. */
  tell(): void {
    this.#version++;
    this.#state = undefined;
    for (const listener of [...this.#listeners]) listener();
  }

  get state(): SyncState {
    this.#state ??= this.#readState();
    return this.#state;
  }
  #readState(): SyncState {
    const { shelf, errands, disk, fetched, time } = this.#workings;
    const { syncing } = this.#life;
    const waiting = countWaiting(shelf.all.values(), errands.all);
    const held = syncing.isSender ? syncing.held : waiting > 0 ? 'another-tab' : undefined;
    return {
      waiting,
      needsYou: this.conflicts().length + this.refusals().length,
      running: syncing.isRunning,
      empty: fetched.day === undefined,
      lastContact: time.kept.lastContact,
      held,
      cannotKeep: disk.cannotKeep,
      spaceShort: fetched.spaceShort,
      clockDoubtful: time.doubtful,
      unreadable: shelf.unreadable + errands.unreadable,
      preload: syncing.preload,
      wiped: this.#life.wiped(),
    };
  }

  people(): ReturnType<Desk['people']> {
    const done = this.#done();
    return this.#workings.fetched.cards().map((card) => cardWith(card, done));
  }
  async person(id: string): ReturnType<Desk['person']> {
    const { fetched, errands } = this.#workings;
    const from = await fetched.person(id);
    if (!from) return undefined;
    const read = this.#read.get(id);
    if (read?.from === from && read.errands === errands.version) return read.person;
    const person = personWith(from, this.#done());
    this.#read.set(id, { from, errands: errands.version, person });
    return person;
  }
  day(): ReturnType<Desk['day']> {
    const { day } = this.#workings.fetched;
    return day && dayWith(day, this.#done());
  }
  forms(): unknown[] {
    return this.#workings.fetched.forms();
  }
  form(id: string, version?: string): unknown | undefined {
    return this.#workings.fetched.form(id, version);
  }
  conflicts(): ReturnType<Desk['conflicts']> {
    return conflictsWith(this.#workings.fetched.conflicts, this.#done());
  }
  #done(): Done {
    const { errands, shelf, needs } = this.#workings;
    return { user: this.user, errands: errands.all, visits: [...shelf.all.values()], dayOf: needs.dayOf };
  }

  visits(): LocalVisit[] {
    const all = [...this.#workings.shelf.all.values()];
    return all.sort((a, b) => a.entry.arrived - b.entry.arrived || (a.entry.id < b.entry.id ? -1 : 1)).map(localOf);
  }
  visit(id: string): LocalVisit | undefined {
    const kept = this.#workings.shelf.find(id);
    return kept && localOf(kept);
  }

  begin(patient: string, arrivedAt?: VisitEntry['arrivedAt']): LocalVisit {
    this.#mustBeOpen();
    const now = this.now();
    const entry: VisitEntry = {
      id: this.#workings.needs.uuid(),
      patient,
      state: 'open',
      arrived: now,
      finished: now,
      ...(arrivedAt && { arrivedAt }),
      ...this.#doubt(),
      vitals: {},
    };
    this.#workings.shelf.apply(entry.id, begin(entry));
    this.tell();
    return this.#local(entry.id);
  }

  change(id: string, entry: (before: VisitEntry) => VisitEntry, screen?: unknown): LocalVisit {
    this.#mustBeOpen();
    const before = this.#kept(id).entry;
    const now = this.now();
    const made = entry(before);
    const after = made === before ? before : this.#stamped(before, made, now);
    this.#workings.shelf.apply(id, change({ before, after, at: now, screen }));
    this.tell();
    return this.#local(id);
  }
  /** Whose it is and its state are not the screen's to change; while it is open its end goes with what is entered. */
  #stamped(before: VisitEntry, made: VisitEntry, now: number): VisitEntry {
    const { id, patient, state } = before;
    const after = { ...made, id, patient, ...this.#doubt() };
    if (state === undefined) delete after.state;
    else after.state = state;
    if ((state ?? 'signed') !== 'signed' && made.finished === before.finished)
      after.finished = Math.max(after.arrived, now);
    return after;
  }

  discard(id: string): void {
    this.#mustBeOpen();
    this.#kept(id);
    // Its pictures go later: in another window somebody may be going on with this visit.
    this.#workings.shelf.apply(id, discard);
    this.tell();
  }

  finishVitals(id: string): void {
    this.#mustBeOpen();
    const now = this.now();
    if ((this.#kept(id).entry.state ?? 'signed') !== 'signed')
      this.change(id, (before) => ({ ...before, measured: now }));
    this.#handOn(id, 'vitals-final');
  }
  sign(id: string, finishedAt?: VisitEntry['finishedAt']): void {
    this.#mustBeOpen();
    const now = this.now();
    if ((this.#kept(id).entry.state ?? 'signed') !== 'signed')
      this.change(id, (before) => ({
        ...before,
        finished: Math.max(before.arrived, now),
        ...(finishedAt && { finishedAt }),
      }));
    this.#handOn(id, 'signed');
  }
  #handOn(id: string, state: VisitEntry['state']): void {
    this.#workings.shelf.apply(id, handOn(this.now(), this.#nextSeq(), state));
    this.#send();
  }

  correct(entry: VisitEntry, reason: string): LocalVisit {
    this.#mustBeOpen();
    this.#workings.shelf.apply(entry.id, reopen(entry, reason, this.now()));
    this.tell();
    return this.#local(entry.id);
  }

  async addPhoto(visit: string, photo: VisitPhoto, jpeg: Uint8Array): Promise<void> {
    this.#mustBeOpen();
    this.#kept(visit);
    const { pictures, shelf, needs, disk } = this.#workings;
    const now = this.now();
    pictures.put(photo.id, jpeg);
    shelf.apply(visit, addPhoto({ message: needs.uuid(), photo, at: now }, now));
    this.tell();
    await disk.settled();
  }
  photo(id: string): Promise<Uint8Array | undefined> {
    return this.#workings.isOver() ? Promise.resolve(undefined) : this.#workings.pictures.read(id);
  }

  changeFacts(patient: string, changes: FactChange[], visit?: string): void {
    if (changes.length === 0) return;
    this.#run({ ...this.#head(), kind: 'facts', patient, changes, ...(visit && { visit }) });
  }
  decide(conflict: string, choice: Choice): void {
    this.#run({ ...this.#head(), kind: 'decide', conflict, choice });
  }
  read(what: string): void {
    this.#run({ ...this.#head(), kind: 'read', what });
  }
  order(day: string, people: string[]): void {
    this.#run({ ...this.#head(), kind: 'order', day, people });
  }
  #head() {
    return { id: this.#workings.needs.uuid(), v: syncVersion as 1, at: this.now() };
  }
  #run(message: Errand): void {
    this.#mustBeOpen();
    this.#workings.errands.add(message, this.#nextSeq());
    this.#send();
  }

  refusals(): Refusal[] {
    const { shelf, errands } = this.#workings;
    const all: Refusal[] = [];
    for (const [visit, { entry, refused, photos }] of shelf.all) {
      const of = { visit, patient: entry.patient };
      if (refused) all.push({ id: visit, kind: 'visit', ...of, ...told(refused) });
      for (const photo of photos)
        if (photo.refused) all.push({ id: photo.message, kind: 'photo', ...of, ...told(photo.refused) });
    }
    for (const { message, refused } of errands.all) {
      if (!refused) continue;
      const of = message.kind === 'facts' ? { patient: message.patient, changes: message.changes } : {};
      all.push({ id: message.id, kind: message.kind, ...of, ...told(refused) });
    }
    return all.sort((a, b) => a.at - b.at);
  }
  again(refusal: string): void {
    this.#mustBeOpen();
    const { shelf, errands, needs } = this.#workings;
    const found = this.refusals().find((one) => one.id === refusal);
    const errand = errands.find(refusal);
    // As it was handed on: to send it again is not to sign it.
    if (found?.kind === 'visit') shelf.apply(refusal, handOn(this.now(), this.#nextSeq()));
    else if (found?.kind === 'photo' && found.visit) shelf.apply(found.visit, resendPhoto(refusal, this.#nextSeq()));
    else if (errand?.refused) {
      const { message, refused } = errand;
      errands.add(refused.unjudged ? message : { ...message, id: needs.uuid() }, this.#nextSeq());
      if (!refused.unjudged) errands.remove(refusal);
    }
    this.#send();
  }
  giveUp(refusal: string): void {
    this.#mustBeOpen();
    const { shelf, errands } = this.#workings;
    const found = this.refusals().find((one) => one.id === refusal);
    if (found?.kind === 'visit') this.discard(refusal);
    else if (found?.kind === 'photo' && found.visit) shelf.apply(found.visit, dropPhoto(refusal));
    else if (errands.find(refusal)?.refused) errands.remove(refusal);
    this.tell();
  }

  now(): number {
    return this.#workings.time.now();
  }
  sync(): Promise<void> {
    if (!this.#life.syncing.isSender) this.#workings.needs.channel.say({ desk: this.user.id, kind: 'sync' });
    return this.#life.syncing.run(true);
  }
  settled(): Promise<void> {
    return this.#workings.disk.settled();
  }
  close(): Promise<void> {
    return this.#life.close();
  }
  wipe(): Promise<void> {
    return this.#workings.wipe('signed-out');
  }

  #send(): void {
    this.tell();
    // After this call: what goes out is what stands when the nurse has let go of the button.
    if (this.#life.syncing.isSender) void this.#workings.disk.settled().then(() => this.#life.syncing.run(false));
  }
  /** Grows over all tabs: two that go on from the same number differ by the time. Room is left for what follows. */
  #nextSeq(): number {
    const { shelf, errands } = this.#workings;
    let last = this.#lastSeq;
    for (const { handed, sending, photos } of shelf.all.values())
      for (const one of [handed, sending, ...photos]) last = Math.max(last, one?.seq ?? 0);
    for (const { seq } of errands.all) last = Math.max(last, seq);
    this.#lastSeq = Math.max(last + 2, Math.floor(this.now()));
    return this.#lastSeq;
  }
  #doubt(): { clockUncertain?: true } {
    return this.#workings.time.jumped ? { clockUncertain: true } : {};
  }
  #kept(id: string): KeptVisit {
    const kept = this.#workings.shelf.find(id);
    if (!kept) throw new Error(`no visit ${id} on this device`);
    return kept;
  }
  #local(id: string): LocalVisit {
    return localOf(this.#kept(id));
  }
  #mustBeOpen(): void {
    if (this.#workings.isOver()) throw new Error('the desk is closed');
  }
}

function told({ code, message, at }: Refused): Pick<Refusal, 'code' | 'message' | 'at'> {
  return { code, message, at };
}
