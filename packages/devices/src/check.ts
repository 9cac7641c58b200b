/** The check of a packet by hand, on the hot path: says what schema.ts says, and lays the samples out as it goes. */
import { type Channel, channels, deviceEvents } from '@munan/flow';
import { Tagged } from './cbor-read.ts';
import { limits } from './limits.ts';
import type { RawChannel, RawEvent, RawPacket } from './raw-packet.ts';
import { PacketRefused, type RefusalCode, shown } from './refusals.ts';
import { qualitiesOf, scalarsOf, triplesOf } from './samples.ts';

const knownChannels: ReadonlySet<unknown> = new Set(channels);
const knownEvents: ReadonlySet<unknown> = new Set(deviceEvents);
/** `<model>/<firmware>`. */
const makePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}\/[A-Za-z0-9][A-Za-z0-9_.+-]{0,39}$/;
const commandPattern = /^[A-Za-z0-9_.-]{1,64}$/;

type Fields = Record<string, unknown>;

/** What is counted over the whole packet. */
interface Tally {
  runs: number;
  samples: number;
  /** Latest moment that a sample or event may have, device clock. */
  latest: number;
  ignored: string[];
}

function refuse(code: RefusalCode, where: string, given: unknown, allowed: string): never {
  throw new PacketRefused(code, `${where} is ${shown(given)}; ${allowed} is allowed.`);
}

function fieldsOf(value: unknown, where: string): Fields {
  if (value instanceof Tagged) refuse('tag-not-allowed', where, `tag ${value.tag}`, 'no tag');
  const isMap =
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Float64Array) &&
    !(value instanceof Uint8Array);
  if (!isMap) refuse('not-a-map', where, value, 'a map');
  return value as Fields;
}

/** `null` prototype or not, only what the packet itself holds counts. */
function field(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

function present(fields: Fields, key: string, where: string): unknown {
  const value = field(fields, key);
  if (value === undefined) {
    throw new PacketRefused('field-missing', `${where} has no field ${key}; it must be there.`);
  }
  if (value instanceof Tagged) refuse('tag-not-allowed', `${where}.${key}`, `tag ${value.tag}`, 'no tag');
  return value;
}

function numberIn(fields: Fields, key: string, where: string): number {
  const value = present(fields, key, where);
  if (typeof value !== 'number') refuse('field-wrong-type', `${where}.${key}`, value, 'a number');
  return value;
}

function timeIn(fields: Fields, key: string, where: string): number {
  const time = numberIn(fields, key, where);
  if (!Number.isInteger(time) || time < 0 || time > limits.latestTime) {
    refuse('time-out-of-range', `${where}.${key}`, time, `a whole number from 0 to ${limits.latestTime}`);
  }
  return time + 0; // -0 becomes 0
}

function listIn(fields: Fields, key: string, where: string): unknown[] {
  const value = present(fields, key, where);
  if (!Array.isArray(value)) refuse('field-wrong-type', `${where}.${key}`, value, 'an array');
  return value;
}

function checkNotAhead(moment: number, where: string, tally: Tally): void {
  if (moment > tally.latest) {
    const sent = tally.latest - limits.aheadOfSentMs;
    refuse('measured-after-sending', where, moment, `at most ${limits.aheadOfSentMs} ms after sent (${sent})`);
  }
}

/** @returns undefined for a channel of a later version, noted in the tally. */
function channelOf(value: unknown, where: string, tally: Tally): RawChannel | undefined {
  const fields = fieldsOf(value, where);
  const c = present(fields, 'c', where);
  if (typeof c !== 'string') refuse('field-wrong-type', `${where}.c`, c, 'a text');
  if (!knownChannels.has(c)) {
    tally.ignored.push(`channel ${c.slice(0, 40)}`);
    return undefined;
  }
  const channel = c as Channel;
  const t = timeIn(fields, 't', where);
  const dt = numberIn(fields, 'dt', where);
  if (!(dt > 0 && dt <= limits.longestPeriodMs)) {
    refuse('period-out-of-range', `${where}.dt`, dt, `above 0 and at most ${limits.longestPeriodMs} ms`);
  }
  const given = present(fields, 'x', where);
  const x = channel === 'acceleration' ? triplesOf(given, `${where}.x`) : scalarsOf(given, `${where}.x`);
  const count = channel === 'acceleration' ? x.length / 3 : x.length;
  tally.samples += count;
  if (tally.samples > limits.samples) {
    throw new PacketRefused(
      'too-many-samples',
      `With ${where} there are ${tally.samples} samples in the packet; ${limits.samples} are allowed.`,
    );
  }
  checkNotAhead(t + Math.max(0, count - 1) * dt, `The last sample of ${where}`, tally);
  const run: RawChannel = { c: channel, t, dt, x };
  const q = field(fields, 'q');
  if (q !== undefined) run.q = qualitiesOf(q, count, `${where}.q`);
  return run;
}

function channelsOf(list: unknown[], where: string, tally: Tally): RawChannel[] {
  tally.runs += list.length;
  if (tally.runs > limits.channels) {
    throw new PacketRefused(
      'too-many-channels',
      `With ${where} there are ${tally.runs} runs of samples in the packet; ${limits.channels} are allowed.`,
    );
  }
  const runs: RawChannel[] = [];
  for (let index = 0; index < list.length; index += 1) {
    const run = channelOf(list[index], `${where}[${index}]`, tally);
    if (run) runs.push(run);
  }
  return runs;
}

function eventOf(value: unknown, where: string, tally: Tally): RawEvent | undefined {
  const fields = fieldsOf(value, where);
  const e = present(fields, 'e', where);
  if (typeof e !== 'string') refuse('field-wrong-type', `${where}.e`, e, 'a text');
  if (!knownEvents.has(e)) {
    tally.ignored.push(`event ${e.slice(0, 40)}`);
    return undefined;
  }
  const t = timeIn(fields, 't', where);
  checkNotAhead(t, `${where}.t`, tally);
  const surroundings = field(fields, 'channels') === undefined ? [] : listIn(fields, 'channels', where);
  const event: RawEvent = {
    e: e as RawEvent['e'],
    t,
    channels: channelsOf(surroundings, `${where}.channels`, tally),
  };
  if (e !== 'reply') return event;
  const answer = present(fields, 'answer', where);
  if (answer !== 'ok' && answer !== 'help' && answer !== 'unclear') {
    refuse('reply-invalid', `${where}.answer`, answer, 'ok, help or unclear');
  }
  event.answer = answer;
  const command = field(fields, 'command');
  if (command !== undefined) {
    if (typeof command !== 'string' || !commandPattern.test(command)) {
      refuse('reply-invalid', `${where}.command`, command, 'the id of a command (1 to 64 of A-Z a-z 0-9 _ . -)');
    }
    event.command = command;
  }
  return event;
}

function eventsOf(list: unknown[], tally: Tally): RawEvent[] {
  if (list.length > limits.events) {
    throw new PacketRefused('too-many-events', `There are ${list.length} events; ${limits.events} are allowed.`);
  }
  const events: RawEvent[] = [];
  for (let index = 0; index < list.length; index += 1) {
    const event = eventOf(list[index], `events[${index}]`, tally);
    if (event) events.push(event);
  }
  return events;
}

/**
 * Checks a value read from CBOR or JSON against version 1 and lays its samples out.
 * @throws PacketRefused
 */
export function checkPacket(value: unknown): RawPacket {
  const fields = fieldsOf(value, 'The packet');
  const v = present(fields, 'v', 'The packet');
  if (v !== 1) refuse('version-unknown', 'v', v, '1');
  const seq = numberIn(fields, 'seq', 'The packet');
  if (!Number.isSafeInteger(seq) || seq < 0) {
    refuse('seq-out-of-range', 'seq', seq, `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
  }
  const sent = timeIn(fields, 'sent', 'The packet');
  const raw: RawPacket = { v: 1, seq: seq + 0, sent, channels: [], events: [], ignored: [] };
  if (field(fields, 'battery') !== undefined) {
    const battery = numberIn(fields, 'battery', 'The packet');
    if (!(battery >= 0 && battery <= 100)) refuse('battery-out-of-range', 'battery', battery, 'a percentage 0 to 100');
    raw.battery = battery;
  }
  const worn = field(fields, 'worn');
  if (worn !== undefined) {
    if (typeof worn !== 'boolean') refuse('field-wrong-type', 'worn', worn, 'true or false');
    raw.worn = worn;
  }
  const make = field(fields, 'make');
  // What the device calls itself is no reason to lose what it measured.
  if (typeof make === 'string' && makePattern.test(make)) raw.make = make;
  else if (make !== undefined) raw.ignored.push('make');
  const tally: Tally = { runs: 0, samples: 0, latest: sent + limits.aheadOfSentMs, ignored: raw.ignored };
  raw.channels = channelsOf(listIn(fields, 'channels', 'The packet'), 'channels', tally);
  if (field(fields, 'events') !== undefined) raw.events = eventsOf(listIn(fields, 'events', 'The packet'), tally);
  return raw;
}
