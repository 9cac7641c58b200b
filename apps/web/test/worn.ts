import { encodePacket, type OutgoingEvent } from '@munan/devices';
import type { PersonBrief } from '@munan/flow';
import { fallSignal, type Link, openLink } from '@munan/simulator';
import type { Stage } from './stage.ts';

const minuteMs = 60_000;

/** An ear or wrist device in the test's hand: it sends what it is told to and keeps what it is asked. */
export interface HandDevice {
  link: Link;
  questions: { id: string }[];
  send(events: OutgoingEvent[], to?: 'data' | 'reply'): Promise<void>;
}

/** A device that she wears from now on, connected; `link.end()` is for who opened it. */
export async function worn(stage: Stage, id: string, kind: 'ear' | 'wrist', person: PersonBrief): Promise<HandDevice> {
  const { secret } = await stage.addDevice(id, kind, person.id);
  const questions: { id: string }[] = [];
  let seq = Date.now();
  return new Promise<HandDevice>((resolve, reject) => {
    const link = openLink({
      url: stage.mqtt,
      device: id,
      secret,
      onCommand(payload) {
        const command = JSON.parse(Buffer.from(payload).toString('utf8')) as { id?: string; ask?: boolean };
        if (command.ask && command.id) questions.push({ id: command.id });
      },
      onOpen: () => resolve({ link, questions, send }),
      onError: reject,
    });
    const send: HandDevice['send'] = async (events, to = 'data') => {
      const now = Date.now();
      const t = Math.floor(now / minuteMs) * minuteMs - minuteMs;
      const channels = to === 'data' ? [{ c: 'activity' as const, t, dt: minuteMs, x: [240] }] : [];
      await link.publish(to, encodePacket({ v: 1, seq: seq++, sent: now, battery: 80, worn: true, channels, events }));
    };
  });
}

/** What a device measured of a fall that has just been. */
export function fallNow(seed: number): OutgoingEvent {
  const { dt, impactMs, samples } = fallSignal(seed);
  const t = Date.now() - (samples.length / 3) * dt;
  return { e: 'fall-suspected', t: t + impactMs, channels: [{ c: 'acceleration', t, dt, x: samples }] };
}
