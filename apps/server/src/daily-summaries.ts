import { type Packet, packetSpan, siteZoneOffsetMinutes } from '@munan/flow';
import type { DailySummary } from '@munan/record';
import type { Clock, Database, Log, Migration } from '@munan/runtime';
import type { Series } from '@munan/series';
import type { Kysely } from 'kysely';

type DailyTables = {
  daily_due: { subject: string; day: string };
  daily_position: { id: number; position: number };
};

export const dailyMigrations: readonly Migration[] = [
  {
    name: 'daily-1-due',
    async up(query, types) {
      await query.schema
        .createTable('daily_due')
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('day', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('daily_due_key', ['subject', 'day'])
        .execute();
      await query.schema
        .createTable('daily_position')
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .addColumn('position', types.bigint, (column) => column.notNull())
        .execute();
    },
  },
];

export interface DailyNeeds {
  database: Database;
  clock: Clock;
  log: Log;
  series: Pick<Series, 'window' | 'devices' | 'packets' | 'end'>;
  /** Undefined for somebody who is not enrolled: her days are not told. */
  find(subject: string): { simulated: boolean } | undefined;
  /** Stores the day's Observations in an open transaction; what is the same as before is not stored again. */
  store(summaries: readonly DailySummary[], query: Kysely<unknown>): Promise<void>;
}

const channels = ['spo2', 'pulse', 'temperature', 'steps'] as const;
/** Measured on the skin: a device that has one of these is worn. They stand first in `channels`. */
const onBody: readonly string[] = ['spo2', 'pulse', 'temperature'];
const minuteMs = 60_000;
const dayMs = 86_400_000;
const zoneMs = siteZoneOffsetMinutes * minuteMs;
/** What was measured just before midnight arrives within this. */
const graceMs = 10 * minuteMs;
/** A late packet seldom comes alone: its day is told again when so long has passed. */
const settleMs = minuteMs;
const everyMs = 10 * minuteMs;
const oldestDays = 31;

/** `2026-11-22` of a moment at the site. */
export function dayOf(moment: number): string {
  return new Date(moment + zoneMs).toISOString().slice(0, 10);
}

/** First moment of a day of the site, Unix ms. */
export function startOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) - zoneMs;
}

/**
 * After the site's midnight tells each person's day, one Observation a vital sign. Every packet makes its days due; what
 * is due is on disk together with the place in the log up to which it is known, so that nothing is missed over a stop.
 */
export class DailySummaries {
  readonly #needs: DailyNeeds;
  /** `subject day`, not on disk yet. */
  #due = new Set<string>();
  /** End of the log when what is due was written the last time: all before it has been marked by now. */
  #marked: number | undefined;
  #working: Promise<void> = Promise.resolve();
  #cancel: (() => void) | undefined;
  #wakeAt = Number.POSITIVE_INFINITY;
  #stopping = false;

  constructor(needs: DailyNeeds) {
    this.#needs = needs;
  }

  /** Of packets that are on disk. */
  committed(packets: readonly Packet[]): void {
    const today = startOfDay(dayOf(this.#needs.clock.now()));
    for (const packet of packets) {
      if (packet.subject === undefined) continue;
      const { from, to } = packetSpan(packet);
      const oldest = today - oldestDays * dayMs;
      for (let at = startOfDay(dayOf(Math.max(from, oldest))); at <= to && at <= today; at += dayMs) {
        this.#due.add(`${packet.subject} ${dayOf(at)}`);
        // Only once it runs: before, the log is read anyway.
        if (at < today && this.#marked !== undefined) this.#wake(this.#needs.clock.now() + settleMs);
      }
    }
  }

  /** Reads what the log has since the last stop, tells what is due, and goes on doing so; in the background. */
  start(): void {
    this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancel?.();
    await this.#working;
    // Before it ran there is nothing that the log would not tell again.
    if (this.#marked === undefined) return;
    // The doors are closed: all that is in the log has been marked.
    this.#marked = await this.#needs.series.end();
    await this.#write();
  }

  /** Resolves when what was due is told. */
  async settled(): Promise<void> {
    await this.#working;
  }

  #tables() {
    return this.#needs.database.query.withTables<DailyTables>();
  }

  #wake(at: number): void {
    if (this.#stopping || at >= this.#wakeAt) return;
    this.#cancel?.();
    this.#wakeAt = at;
    this.#cancel = this.#needs.clock.wakeAt(at, () => this.#run());
  }

  #run(): void {
    this.#wakeAt = Number.POSITIVE_INFINITY;
    this.#working = this.#working
      .then(() => this.#work())
      .catch((error: unknown) => {
        this.#needs.log.error({ err: error }, 'daily summaries are not written; tried again');
      })
      .finally(() => this.#wake(this.#needs.clock.now() + everyMs));
  }

  async #catchUp(): Promise<void> {
    const { series } = this.#needs;
    const row = await this.#tables().selectFrom('daily_position').select('position').executeTakeFirst();
    const end = await series.end();
    for await (const { position, packet } of series.packets({ after: row?.position ?? 0 })) {
      if (this.#stopping) return;
      this.committed([packet]);
      if (position >= end) break;
    }
    this.#marked = end;
  }

  /** What is due goes to disk. Packets committed while this runs are marked in the next round. */
  async #write(): Promise<void> {
    const { database, series } = this.#needs;
    const due = this.#due;
    this.#due = new Set();
    const end = await series.end();
    try {
      await database.transaction(async (transaction) => {
        const tables = transaction.withTables<DailyTables>();
        for (const name of due) {
          const [subject = '', day = ''] = name.split(' ');
          await tables
            .insertInto('daily_due')
            .values({ subject, day })
            .onConflict((conflict) => conflict.columns(['subject', 'day']).doNothing())
            .execute();
        }
        const position = this.#marked ?? 0;
        await tables
          .insertInto('daily_position')
          .values({ id: 1, position })
          .onConflict((conflict) => conflict.column('id').doUpdateSet({ position }))
          .execute();
      });
    } catch (error) {
      for (const name of due) this.#due.add(name);
      throw error;
    }
    this.#marked = end;
  }

  async #work(): Promise<void> {
    if (this.#marked === undefined && !this.#stopping) await this.#catchUp();
    if (this.#stopping) return;
    await this.#write();
    const { clock } = this.#needs;
    const over = dayOf(clock.now() - graceMs);
    const oldest = dayOf(clock.now() - oldestDays * dayMs);
    const due = this.#tables().selectFrom('daily_due').selectAll().where('day', '<', over);
    // One person and day at a time: nobody's screen waits for it.
    for (const { subject, day } of await due.orderBy('day').orderBy('subject').execute()) {
      if (this.#stopping) return;
      const summaries = day < oldest ? [] : await this.#summarise(subject, day);
      await this.#needs.database.transaction(async (transaction) => {
        if (summaries.length > 0) await this.#needs.store(summaries, transaction);
        await transaction
          .withTables<DailyTables>()
          .deleteFrom('daily_due')
          .where('subject', '=', subject)
          .where('day', '=', day)
          .execute();
      });
    }
  }

  async #summarise(subject: string, day: string): Promise<DailySummary[]> {
    const person = this.#needs.find(subject);
    if (!person) return [];
    const { series } = this.#needs;
    const from = startOfDay(day);
    const span = { subject, from, to: from + dayMs };
    /** Device -> minutes in which it was on the body; a device that tells of no body: in which it measured. */
    const worn = new Map<string, Set<number>>();
    const found: Omit<DailySummary, 'wornMinutes'>[] = [];
    for (const channel of channels) {
      const whole = await series.window({ ...span, channel, resolution: 'day' });
      const at = whole.count.findIndex((count) => count > 0);
      const [mean, min, max, samples] = [whole.mean[at], whole.min[at], whole.max[at], whole.count[at]];
      if (mean == null || min == null || max == null || samples === undefined) continue;
      const minutes = new Set<number>();
      const devices: { id: string; minutes: number }[] = [];
      for (const device of await series.devices(subject, channel, from, span.to)) {
        const { t, count } = await series.window({ ...span, channel, device, resolution: 'minute' });
        const measured = t.filter((_, index) => (count[index] ?? 0) > 0);
        for (const minute of measured) minutes.add(minute);
        devices.push({ id: device, minutes: measured.length });
        if (onBody.includes(channel) || !worn.has(device))
          worn.set(device, new Set([...(worn.get(device) ?? []), ...measured]));
      }
      found.push({
        patient: subject,
        channel,
        day,
        ...{ mean, min, max, samples },
        minutes: minutes.size,
        devices: devices.sort((one, other) => other.minutes - one.minutes).map(({ id }) => id),
        ...(person.simulated && { simulated: true }),
      });
    }
    return found.map((summary) => {
      const minutes = new Set(summary.devices.flatMap((device) => [...(worn.get(device) ?? [])]));
      return { ...summary, wornMinutes: minutes.size };
    });
  }
}
