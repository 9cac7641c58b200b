import assert from 'node:assert/strict';
import type { Conflict, FactField, Facts, FactValue, VisitEntry } from '@munan/flow';
import { fieldsOf, same, withField } from '@munan/visit';
import type { Desk } from './desk.ts';
import { TestDevice } from './device-for-tests.ts';
import { EnteredValues } from './fuzz-values-for-tests.ts';
import { type Answered, DeskCannotOpen } from './needs.ts';

/** What the driver needs of a server: the model in memory, or the real one. */
export interface FuzzServer {
  post(path: string, body: unknown): Promise<Answered>;
  /** People who are hers. */
  patients: readonly string[];
  /** By a doctor who sees what stands now. False: there is no such visit. */
  editVisit(id: string, field: string, value: unknown): Promise<boolean>;
  editFact(patient: string, field: FactField, value: FactValue): Promise<void>;
  decide(conflict: string, choice: 'kept' | 'other'): Promise<void>;
  wipe(device: string): Promise<void>;
  allow(device: string): Promise<void>;
  holds(): Promise<{
    /** `photos`: what arrived, each beginning with the id of the picture. */
    visits: ReadonlyMap<string, { entry: VisitEntry; photos: readonly string[] }>;
    facts: ReadonlyMap<string, Facts>;
    conflicts: readonly Conflict[];
    /** Values that somebody at the hospital replaced, who saw them. */
    replaced: readonly { document: string; field: string; value: unknown }[];
  }>;
}

/** Numbers from a seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Tab {
  number: number;
  desk: Desk;
}
const visitFields = ['remarks', 'question', 'vitals.weightKg', 'forms.falls.note'];
const hourMs = 3_600_000;

/**
 * One run: a nurse who enters, signs, corrects and decides in up to two tabs while the network is cut before and after
 * a request arrives, requests come twice and late, tabs are killed, the clock jumps, the disk is full, the device is
 * wiped, and the hospital changes the same visits and facts. At the end all heals, and everything must be there once.
 */
export class FuzzRun {
  #random: () => number;
  #server: FuzzServer;
  #device: TestDevice;
  #tasks: (() => void)[] = [];
  #tabs: Tab[] = [];
  #values = new EnteredValues();
  #underway = 0;
  #opening = false;
  #late: (() => void)[] = [];
  #faults = 0;
  #deviceId: string | undefined;
  /** What she entered last: there the hospital changes most. */
  #hot = { id: '', field: '' };
  log: string[] = [];

  constructor(seed: number, server: FuzzServer, wall?: number) {
    this.#random = dice(seed);
    this.#server = server;
    this.#device = new TestDevice((path, body) => this.#post(path, body), wall);
    this.#device.random = this.#random;
    this.#device.sleeps = this.#chance(0.5);
    this.#device.pause = () => this.#turn();
    this.#device.deliver = (_to, then) => this.#tasks.push(then);
  }

  async play(steps: number): Promise<void> {
    await this.#openTab();
    for (let step = 0; step < steps; step++) {
      await this.#step();
      await this.#runTasks(Math.floor(this.#random() * 12));
    }
    await this.#heal();
    await this.#check();
  }

  get device(): TestDevice {
    return this.#device;
  }

  async #step(): Promise<void> {
    const of: [number, () => void | Promise<void>][] = [
      [30, () => this.#nurse()],
      [10, () => this.#hospital()],
      [6, () => this.#runTasks(1_000)],
      [9, () => this.#pass(this.#random() < 0.8 ? 60_000 : hourMs)],
      [4, () => this.#set({ online: !this.#device.online })],
      [3, () => this.#fault(this.#chance(0.5) ? 0 : this.#random() * 0.7)],
      [3, () => this.#kill()],
      [4, () => this.#openTab()],
      [1, () => this.#set({ wall: this.#device.wall + (this.#random() - 0.5) * 20 * hourMs })],
      [1, () => this.#set({ room: this.#chance(0.5) ? Number.POSITIVE_INFINITY : this.#random() * 60_000 })],
      [0.4, () => this.#wipe()],
      [2, () => this.#late.shift()?.()],
    ];
    let at = this.#random() * of.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, what] of of) {
      at -= weight;
      if (at < 0) return what();
    }
  }

  #set(what: Partial<Pick<TestDevice, 'online' | 'wall' | 'room'>>): void {
    this.log.push(JSON.stringify(what));
    Object.assign(this.#device, what);
    if (what.room !== undefined && Number.isFinite(what.room)) this.#wasFull = true;
  }
  #wasFull = false;
  #fault(how: number): void {
    this.#faults = how;
  }

  /** A pause: whoever waits goes on when its turn comes. */
  #turn(): Promise<void> {
    return new Promise((resolve) => this.#tasks.push(resolve));
  }
  async #runTasks(most: number): Promise<void> {
    for (let done = 0; done < most; done++) {
      await new Promise((resolve) => setImmediate(resolve));
      // A real server takes its own time.
      while (this.#underway > 0) await new Promise((resolve) => setImmediate(resolve));
      const [task] = this.#tasks.splice(Math.floor(this.#random() * this.#tasks.length), 1);
      if (!task) return;
      task();
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  async #pass(ms: number): Promise<void> {
    const until = this.#device.monotonic + ms;
    while (this.#device.monotonic < until) {
      await this.#device.passes(Math.min(60_000, until - this.#device.monotonic));
      await this.#runTasks(40);
    }
  }

  async #post(path: string, body: unknown): Promise<Answered> {
    await this.#turn();
    const isFaulty = () => this.#chance(this.#faults);
    if (isFaulty() && this.#chance(0.4)) throw new Error('cut before it arrived');
    if (isFaulty() && this.#chance(0.3))
      return pick(this.#random, [
        { status: 200, body: undefined },
        { status: 200, body: { page: 'of a hotel' } },
        { status: 500, body: undefined },
        { status: 503, body: { error: { code: 'busy', message: '' } } },
        { status: 429, body: undefined },
        { status: 401, body: { error: { code: 'no-session', message: '' } } },
        // Of one message alone only where it never arrived: who says that after having taken it cannot be understood.
        { status: ((body as { messages?: unknown[] }).messages?.length ?? 0) > 1 ? 413 : 502, body: undefined },
      ]);
    const answer = await this.#real(path, body);
    if (path === '/api/sync/push' && this.#chance(this.#faults / 2))
      this.#late.push(() => void this.#real(path, body).catch(() => {}));
    if (isFaulty() && this.#chance(0.2)) await this.#real(path, body);
    await this.#turn();
    if (isFaulty() && this.#chance(0.4)) throw new Error('cut after it arrived');
    const results = (answer.body as { results?: unknown[] } | undefined)?.results;
    if (results && isFaulty()) {
      const cut = results.slice(0, Math.ceil(this.#random() * results.length)).reverse();
      return {
        ...answer,
        body: { ...(answer.body as object), results: [{ id: 'of-another', outcome: 'applied' }, ...cut] },
      };
    }
    return answer;
  }
  async #real(path: string, body: unknown): Promise<Answered> {
    this.#underway++;
    try {
      return await this.#server.post(path, body);
    } finally {
      this.#underway--;
    }
  }

  async #openTab(): Promise<void> {
    if (this.#tabs.length >= 2 || this.#opening) return;
    this.#opening = true;
    const needs = this.#device.needs();
    const opening = this.#device.open(undefined, needs).then(
      (desk) => {
        this.#deviceId = desk.device;
        this.#tabs.push({ number: needs.tab, desk });
      },
      (error) => {
        if (!(error instanceof DeskCannotOpen) && (error as Error).name !== 'StorageFull') throw error;
        this.#device.kill(needs.tab);
      },
    );
    for (let turn = 0; turn < 50; turn++) {
      await this.#runTasks(40);
      if (await Promise.race([opening.then(() => true), Promise.resolve(false)])) break;
    }
    await opening;
    this.#opening = false;
    this.log.push(`tab ${needs.tab} ${this.#tabs.some((tab) => tab.number === needs.tab) ? 'open' : 'not open'}`);
  }
  #kill(tab = this.#tabs[Math.floor(this.#random() * this.#tabs.length)]): void {
    if (!tab) return;
    this.log.push(`kill ${tab.number}`);
    this.#device.kill(tab.number);
    this.#tabs = this.#tabs.filter((one) => one !== tab);
  }
  async #wipe(): Promise<void> {
    const [tab] = this.#tabs;
    this.log.push('wipe');
    if (this.#chance(0.5) && this.#deviceId) return this.#server.wipe(this.#deviceId);
    const wiping = tab?.desk.wipe();
    await this.#runTasks(1_000);
    await wiping;
  }

  async #nurse(): Promise<void> {
    const tab = this.#tabs[Math.floor(this.#random() * this.#tabs.length)];
    if (!tab) return;
    const { desk } = tab;
    if (desk.state.wiped) {
      if (this.#deviceId) await this.#server.allow(this.#deviceId);
      return this.#kill(tab);
    }
    const visits = desk.visits();
    const visit = visits[Math.floor(this.#random() * visits.length)];
    const patient = pick(this.#random, [...this.#server.patients]);
    const roll = this.#random();
    if (!visit || roll < 0.08) {
      if (visits.length < 6) this.#values.begun(desk.begin(patient).entry.id);
      return;
    }
    const { id } = visit.entry;
    if (roll < 0.5) this.#type(tab, id);
    else if (roll < 0.56) desk.finishVitals(id);
    else if (roll < 0.68) desk.sign(id);
    else if (roll < 0.7 && visit.state === 'editing' && !visit.base) {
      this.#values.discarded(id);
      desk.discard(id);
    } else if (roll < 0.76) this.#photo(tab, id);
    else if (roll < 0.9) this.#fact(tab, patient);
    else if (roll < 0.94) desk.order('2026-11-28', [...this.#server.patients].reverse());
    else {
      const [conflict] = desk.conflicts().filter((one) => one.status === 'open');
      if (conflict) desk.decide(conflict.id, this.#chance(0.5) ? 'kept' : 'other');
      else void desk.sync();
    }
    this.log.push(`tab ${tab.number} nurse ${roll.toFixed(2)} ${id}`);
  }
  #type({ number, desk }: Tab, id: string): void {
    const visit = desk.visit(id);
    if (!visit) return;
    if ((visit.entry.state ?? 'signed') === 'signed' && !visit.reason) desk.correct(visit.entry, 'a slip');
    const field = this.#hot.id === id && this.#chance(0.3) ? this.#hot.field : pick(this.#random, visitFields);
    this.#hot = { id, field };
    const value = field === 'vitals.weightKg' ? 2 + this.#values.next() / 100 : `t${this.#values.next()}`;
    this.log.push(`tab ${number} types ${field} ${value} in ${id}`);
    const mark = this.#values.typed(`visit/${id}`, field, value);
    desk.change(id, (entry) => {
      this.#values.replaced(`visit/${id}`, field, fieldsOf(entry).get(field), mark);
      return withField(entry, field, value);
    });
    this.#whenKept(number, desk, mark);
  }
  #photo({ number, desk }: Tab, id: string): void {
    const photo = { id: `photo-${this.#values.next()}`, takenAt: desk.now(), kind: 'other' as const };
    if ((desk.visit(id)?.entry.state ?? 'signed') === 'signed' && !desk.visit(id)?.reason) return;
    const mark = this.#values.typed(`visit/${id}`, `photos.${photo.id}`, photo);
    void desk.addPhoto(id, photo, new TextEncoder().encode(photo.id));
    this.#whenKept(number, desk, mark);
  }
  #fact({ number, desk }: Tab, patient: string): void {
    const field = this.#chance(0.5) ? ('phone' as const) : ('medications' as const);
    void desk.person(patient).then((person) => {
      if (!person || this.#device.dead.has(number) || desk.state.wiped) return;
      const base = person.facts[field];
      const mine =
        field === 'phone' ? `t${this.#values.next()}` : [...((base as string[]) ?? []), `t${this.#values.next()}`];
      const mark = this.#values.typed(patient, field, mine);
      this.#values.replaced(patient, field, base, mark);
      desk.changeFacts(patient, [{ field, base, mine }]);
      this.#whenKept(number, desk, mark);
    });
  }
  #whenKept(tab: number, desk: Desk, mark: { kept: boolean }): void {
    void desk.settled().then(() => {
      if (!this.#device.dead.has(tab) && !desk.state.cannotKeep) mark.kept = true;
    });
  }

  async #hospital(): Promise<void> {
    const { visits, conflicts } = await this.#server.holds();
    const ids = [...visits.keys()];
    const roll = this.#random();
    const [open] = conflicts.filter((one) => one.status === 'open');
    if (roll < 0.15 && open) return this.#server.decide(open.id, this.#chance(0.5) ? 'kept' : 'other');
    if (roll < 0.6 && ids.length > 0) {
      const isHot = ids.includes(this.#hot.id) && this.#chance(0.6);
      const id = isHot ? this.#hot.id : pick(this.#random, ids);
      const field = isHot ? this.#hot.field : pick(this.#random, visitFields);
      const value = field === 'vitals.weightKg' ? 2 + this.#values.next() / 100 : `h${this.#values.next()}`;
      this.log.push(`hospital ${field} ${value} in ${id}`);
      if (await this.#server.editVisit(id, field, value)) this.#values.typed(`visit/${id}`, field, value).kept = true;
      return;
    }
    const patient = pick(this.#random, [...this.#server.patients]);
    const field = this.#chance(0.5) ? ('phone' as const) : ('medications' as const);
    const value = field === 'phone' ? `h${this.#values.next()}` : [`h${this.#values.next()}`];
    await this.#server.editFact(patient, field, value);
    this.#values.typed(patient, field, value).kept = true;
  }

  async #heal(): Promise<void> {
    this.log.push('heal');
    Object.assign(this.#device, { online: true, room: Number.POSITIVE_INFINITY });
    this.#faults = 0;
    for (const deliver of this.#late.splice(0)) deliver();
    for (let turn = 0; turn < 60; turn++) {
      await this.#runTasks(2_000);
      if (this.#deviceId) await this.#server.allow(this.#deviceId);
      for (const tab of [...this.#tabs]) if (tab.desk.state.wiped) this.#kill(tab);
      if (this.#tabs.length === 0) await this.#openTab();
      const [tab] = this.#tabs;
      if (!tab) continue;
      // As a nurse does who is told that it was too large, or that a change after signing needs a reason.
      for (const { id, kind, code } of tab.desk.refusals()) {
        // It was in the memory of a tab only, which said so, and that was killed: `check` knows which.
        if (code === 'picture-gone') tab.desk.giveUp(id);
        else if (kind !== 'visit') tab.desk.again(id);
      }
      for (const { entry, state } of tab.desk.visits()) {
        if (state === 'refused') tab.desk.correct(entry, 'entered at the same time');
        if (state === 'refused' || state === 'editing') tab.desk.sign(entry.id);
      }
      void tab.desk.sync();
      await this.#runTasks(2_000);
      await this.#pass(300_000);
      const { waiting, cannotKeep } = tab.desk.state;
      if (turn > 2 && waiting === 0 && !cannotKeep && tab.desk.visits().every((one) => one.state === 'sent')) break;
    }
  }

  async #check(): Promise<void> {
    const desk = this.#tabs[0]?.desk ?? assert.fail('no desk');
    const { waiting, cannotKeep, unreadable } = desk.state;
    assert.deepEqual({ waiting, cannotKeep, unreadable }, { waiting: 0, cannotKeep: false, unreadable: 0 });
    assert.deepEqual(desk.refusals(), []);
    const holds = await this.#server.holds();
    this.#values.check(holds, this.#wasFull);
    for (const { entry, state } of desk.visits()) {
      assert.equal(state, 'sent');
      const there = holds.visits.get(entry.id)?.entry ?? assert.fail(`visit ${entry.id} is not at the server`);
      const [here, at] = [fieldsOf(entry), fieldsOf(there)];
      for (const field of new Set([...here.keys(), ...at.keys()]))
        assert.ok(
          same(here.get(field), at.get(field)),
          `${entry.id} ${field}: ${here.get(field)} and ${at.get(field)}`,
        );
    }
  }

  #chance(of: number): boolean {
    return this.#random() < of;
  }
}

function pick<T>(random: () => number, of: readonly T[]): T {
  return of[Math.floor(random() * of.length)] as T;
}
