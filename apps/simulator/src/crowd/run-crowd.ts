import { setTimeout as wait } from 'node:timers/promises';
import { topics } from '@munan/flow';
import { Histogram } from './histogram.ts';
import { minuteTemplate, type PacketTemplate, stampTemplate } from './packet-template.ts';
import { openRaw, publishHead, type RawConnection } from './raw-mqtt.ts';

const minuteMs = 60_000;
const tickMs = 2;
const templateCount = 16;
/** A power of two, so that a packet identifier finds its slot by a mask. */
const mostInFlight = 1024;

export interface CrowdOptions {
  host: string;
  port: number;
  /** Each has a connection of its own, as in life. */
  devices: readonly { id: string; secret: string }[];
  /** Over all devices, evenly spread; `Infinity`: as fast as they are acknowledged; 0: only connected. */
  packetsPerSecond: number;
  seconds: number;
  /** Unacknowledged packets of one device; only `Infinity` reaches it in good health. */
  inFlight?: number;
  /** New connections in flight at a time. */
  connecting?: number;
  /** How long after the end to wait for the last acknowledgements, ms. */
  graceMs?: number;
  /**
   * Time of the first minute of each device, Unix ms. Left out: so far back that a device's last minute is the present
   * one, at most a minute a packet; a device that sends faster than life then sends its past.
   */
  firstMinuteAt?: number;
  /**
   * Before the run each device sends one packet at this rate, and all rest: a server that waits for what may have gone
   * before a device's first packet then has its devices in order. Not counted in the result.
   */
  warmUp?: { packetsPerSecond: number; restMs: number };
  signal?: AbortSignal;
}

export interface CrowdResult {
  connections: number;
  connectMs: number;
  sent: number;
  acknowledged: number;
  /** Sent and not acknowledged when the grace was over. */
  unacknowledged: number;
  /** Due but not sent, because the device had `inFlight` unacknowledged. */
  heldBack: number;
  /** Connections that the server closed. */
  closed: number;
  bytes: number;
  /** From the first packet to the last acknowledgement within the run, s. */
  seconds: number;
  acknowledgedPerSecond: number;
  /** From the moment a packet was due (not: was written) to its PUBACK, ms; NaN where nothing was sent. */
  latencyMs: { p50: number; p90: number; p99: number; p999: number; largest: number };
}

/** One device of the crowd: its line, its place in its own time, and what it has in flight. */
class Member {
  connection: RawConnection | undefined;
  readonly dueAt = new Float64Array(mostInFlight);
  inFlight = 0;
  packetId = 0;
  count = 0;
  readonly heads: Buffer[];

  constructor(topic: string, templates: readonly PacketTemplate[]) {
    this.heads = templates.map(({ bytes }) => publishHead(topic, bytes.length));
  }
}

/**
 * N devices that publish minutes of well people at QoS 1 and wait for each PUBACK. Packets are encoded once and patched,
 * frames of one device that fall due together go out in one write. Runs best in a process of its own: `startCrowd`.
 * @throws when a device is refused or the server cannot be reached.
 */
export async function runCrowd(options: CrowdOptions): Promise<CrowdResult> {
  const { host, port, devices, packetsPerSecond, seconds, signal } = options;
  if (devices.length === 0) throw new Error('runCrowd: there are no devices');
  const window = Math.min(options.inFlight ?? 32, mostInFlight);
  const templates = Array.from({ length: templateCount }, (_, variant) => minuteTemplate(variant));
  const members = devices.map(({ id }) => new Member(topics.data(id), templates));
  let latency = new Histogram();
  const result = { sent: 0, acknowledged: 0, heldBack: 0, closed: 0, bytes: 0 };
  let sending = false;
  let lastAckAt = 0;

  const perDevice = Number.isFinite(packetsPerSecond) ? Math.ceil((packetsPerSecond * seconds) / members.length) : 60;
  const seqBase = Date.now();
  const firstMinuteAt = options.firstMinuteAt ?? Date.now() + seconds * 1000 - (perDevice + 1) * minuteMs;

  /** Writes `dues.length` packets of one member in one go; `dues` are the moments at which they were due. */
  const publish = (member: Member, dues: readonly number[]) => {
    if (!member.connection) return;
    const now = Date.now();
    let length = 0;
    for (let at = 0; at < dues.length; at++) {
      const which = (member.count + at) % templateCount;
      length += member.heads[which]!.length + 2 + templates[which]!.bytes.length;
    }
    const frames = Buffer.allocUnsafe(length);
    let at = 0;
    for (const due of dues) {
      const which = member.count % templateCount;
      const head = member.heads[which]!;
      frames.set(head, at);
      at += head.length;
      member.packetId = member.packetId === 65_535 ? 1 : member.packetId + 1;
      frames.writeUInt16BE(member.packetId, at);
      at += 2;
      // A crowd faster than life must not run into the future: at the present its minutes overlap.
      const minute = Math.min(firstMinuteAt + member.count * minuteMs, now - minuteMs);
      at += stampTemplate(templates[which]!, frames, at, seqBase + member.count, now, minute);
      member.dueAt[member.packetId & (mostInFlight - 1)] = due;
      member.count++;
    }
    member.inFlight += dues.length;
    result.sent += dues.length;
    result.bytes += length;
    member.connection.write(frames);
  };

  const refill = (member: Member) => {
    if (!sending) return;
    const now = performance.now();
    const free = window - member.inFlight;
    if (free > 0) publish(member, new Array<number>(free).fill(now));
  };

  const connectStart = performance.now();
  let next = 0;
  const connectSome = async () => {
    while (next < members.length && !signal?.aborted) {
      const index = next++;
      const member = members[index]!;
      const { id, secret } = devices[index]!;
      member.connection = await openRaw(host, port, id, secret, {
        acknowledged(packetId) {
          lastAckAt = performance.now();
          latency.record(lastAckAt - member.dueAt[packetId & (mostInFlight - 1)]!);
          member.inFlight--;
          result.acknowledged++;
        },
        ...(packetsPerSecond === Number.POSITIVE_INFINITY ? { drained: () => refill(member) } : {}),
        closed() {
          member.connection = undefined;
          if (!finished) result.closed++;
        },
      });
    }
  };
  let finished = false;
  const close = () => {
    finished = true;
    for (const member of members) member.connection?.close();
  };
  try {
    await Promise.all(Array.from({ length: Math.min(options.connecting ?? 64, members.length) }, connectSome));
  } catch (error) {
    close();
    throw error;
  }
  const connectMs = performance.now() - connectStart;

  if (options.warmUp) {
    const begun = performance.now();
    for (const [at, member] of members.entries()) {
      const due = begun + (at * 1000) / options.warmUp.packetsPerSecond;
      while (performance.now() < due && !signal?.aborted) await wait(tickMs);
      publish(member, [performance.now()]);
    }
    await wait(options.warmUp.restMs);
    latency = new Histogram();
    Object.assign(result, { sent: 0, acknowledged: 0, bytes: 0 });
    for (const member of members) result.sent += member.inFlight;
  }

  const start = performance.now();
  const end = start + seconds * 1000;
  sending = true;
  await new Promise<void>((resolve) => {
    let due = 0;
    let turn = 0;
    const waiting = new Map<Member, number[]>();
    if (packetsPerSecond === Number.POSITIVE_INFINITY) for (const member of members) refill(member);
    const tick = () => {
      const now = performance.now();
      if (now >= end || signal?.aborted) return resolve();
      if (Number.isFinite(packetsPerSecond)) {
        const dueByNow = Math.floor(((now - start) * packetsPerSecond) / 1000);
        for (; due < dueByNow; due++) {
          const member = members[turn]!;
          turn = (turn + 1) % members.length;
          const list = waiting.get(member);
          if (member.inFlight + (list?.length ?? 0) >= window || !member.connection) result.heldBack++;
          else if (list) list.push(start + (due * 1000) / packetsPerSecond);
          else waiting.set(member, [start + (due * 1000) / packetsPerSecond]);
        }
        for (const [member, dues] of waiting) publish(member, dues);
        waiting.clear();
      }
      setTimeout(tick, tickMs);
    };
    tick();
  });
  sending = false;
  const acknowledgedInTime = result.acknowledged;
  const ran = performance.now() - start;
  const graceEnds = performance.now() + (options.graceMs ?? 10_000);
  while (result.acknowledged < result.sent && performance.now() < graceEnds && result.closed < members.length) {
    await wait(20);
  }
  close();
  return {
    connections: members.length,
    connectMs,
    ...result,
    unacknowledged: result.sent - result.acknowledged,
    seconds: (Math.max(lastAckAt, start + ran) - start) / 1000,
    acknowledgedPerSecond: acknowledgedInTime / (ran / 1000),
    latencyMs: {
      p50: latency.quantileMs(0.5),
      p90: latency.quantileMs(0.9),
      p99: latency.quantileMs(0.99),
      p999: latency.quantileMs(0.999),
      largest: latency.total === 0 ? Number.NaN : latency.largestMs,
    },
  };
}
