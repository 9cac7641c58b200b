import type { Finding, Priority } from '@munan/flow';
import { minuteMs, type Source, type WatchSettings } from '../detector.ts';
import { minutesBetween } from '../finding.ts';
import { type MinutesState, minutesWithin } from '../minutes.ts';
import { movementPerMin } from '../movement.ts';
import { rulesOf } from '../rules.ts';
import { type SilenceCode, saySilence } from './kinds.ts';
import { countedFrom, isEmpty, type SilenceState, silenceLimits } from './silence.ts';

/** Devices of one home that fall silent within this of each other: their way out is gone, not they. */
const togetherMs = 3 * minuteMs;
/** Before contact was lost: whether she was on her feet, and perhaps on her way out. */
const beforeMs = 10 * minuteMs;
const walkingMinutes = 3;

/** What contact needs to know of a person. */
export interface Home {
  subject: string;
  minutes: MinutesState;
  /** Of the devices that are hers now and were heard once, in the order of the settings. */
  devices: { id: string; silence: SilenceState; openSign?: string }[];
}
type HomeDevice = Home['devices'][number];

const lostAfterMs = (settings: WatchSettings) => rulesOf(settings).silence.noContactMinutes * minuteMs;

/** When `tickContact` next matters for this device, Unix ms. */
export function contactDue(state: SilenceState, settings: WatchSettings): number | undefined {
  if (state.lastReceived === null) return undefined;
  if (!state.noContact) return countedFrom(state, settings) + lostAfterMs(settings);
  return state.noContact.medium ? undefined : countedFrom(state, settings) + silenceLimits.noContactMediumMs;
}

/**
 * Contact is decided by arrival, server time. Several devices of one home that fell silent within three minutes, with good
 * batteries, are one finding about the home; a device alone is one about it. Silence that follows on an open sign (a fall,
 * low oxygen) is graver: the person may be the cause.
 */
export function tickContact(home: Home, now: number, settings: WatchSettings): Finding[] {
  const findings: Finding[] = [];
  // The first to be due speaks for those that fell silent with it, however late the tick comes that finds them all.
  for (const one of inOrderOfDue(home, settings)) {
    const { silence } = one;
    if (silence.lastReceived === null) continue;
    const from = countedFrom(silence, settings);
    if (!silence.noContact && now >= from + lostAfterMs(settings)) {
      const group = isEmpty(silence) ? [one] : lostTogether(home, one, settings);
      const medium = group.some(({ openSign }) => openSign !== undefined);
      const since = Math.min(...group.map((member) => member.silence.spokeAt));
      for (const { silence: lost } of group)
        lost.noContact = {
          since,
          medium,
          empty: isEmpty(lost),
          ...(group.length > 1 ? { home: true } : {}),
        };
      findings.push(say(home, one, group, 'began', medium ? 'medium' : 'low', from + lostAfterMs(settings), settings));
    }
    if (silence.noContact && !silence.noContact.medium && now >= from + silenceLimits.noContactMediumMs) {
      const group = silence.noContact.home ? homeOf(home, silence) : [one];
      for (const { silence: lost } of group) lost.noContact!.medium = true;
      const at = from + silenceLimits.noContactMediumMs;
      findings.push(say(home, one, group, 'changed', 'medium', at, settings));
    }
  }
  return findings;
}

/** A packet came, any packet: contact is there again. One that is read again after a restart came before and restores nothing. */
export function stepContact(
  home: Home,
  device: string,
  silence: SilenceState,
  received: number,
  spokeAt: number,
): Finding[] {
  const isNew = received > (silence.lastReceived ?? 0);
  silence.lastReceived = Math.max(silence.lastReceived ?? 0, received);
  silence.spokeAt = Math.max(silence.spokeAt, spokeAt);
  const { noContact } = silence;
  if (!noContact || !isNew) return [];
  const priority: Priority = noContact.medium ? 'medium' : 'low';
  const { since } = noContact;
  const minutes = minutesBetween(since, received);
  if (!noContact.home) {
    silence.noContact = null;
    const source = { subject: home.subject, device };
    const ended = { source, sign: 'no-contact', phase: 'ended', priority, since, at: received } as const;
    return [saySilence({ ...ended, code: 'no-contact', params: { minutes } })];
  }
  // The others are given time to come back too before their silence is one of their own.
  for (const { silence: other } of homeOf(home, silence)) {
    other.noContact = null;
    other.countedFrom = received;
  }
  silence.noContact = null;
  const source = { subject: home.subject };
  const ended = { source, sign: 'no-contact', phase: 'ended', priority, since, at: received } as const;
  return [saySilence({ ...ended, code: 'gateway-silent', params: { minutes } })];
}

function inOrderOfDue(home: Home, settings: WatchSettings): HomeDevice[] {
  const due = ({ silence }: HomeDevice) => contactDue(silence, settings) ?? Number.POSITIVE_INFINITY;
  return [...home.devices].sort((a, b) => due(a) - due(b) || a.silence.spokeAt - b.silence.spokeAt);
}

function homeOf(home: Home, { noContact }: SilenceState): HomeDevice[] {
  return home.devices.filter(
    ({ silence }) => silence.noContact?.home === true && silence.noContact.since === noContact?.since,
  );
}

/** The devices that fell silent with this one; only it where any other that can still be heard was heard later. */
function lostTogether(home: Home, one: HomeDevice, settings: WatchSettings): HomeDevice[] {
  const others = home.devices.filter(
    ({ silence }) =>
      silence !== one.silence && silence.lastReceived !== null && !isEmpty(silence) && !silence.noContact,
  );
  // By what the devices themselves say of the time: a packet that took half a minute on its way changes nothing.
  const isWith = ({ silence }: HomeDevice) =>
    Math.abs(silence.spokeAt - one.silence.spokeAt) <= togetherMs ||
    countedFrom(silence, settings) === countedFrom(one.silence, settings);
  return others.length > 0 && others.every(isWith) ? [one, ...others] : [one];
}

/** As of the moment at which it was due, so that how late a tick comes changes nothing. */
function say(
  home: Home,
  one: HomeDevice,
  group: readonly HomeDevice[],
  phase: 'began' | 'changed',
  priority: Priority,
  at: number,
  settings: WatchSettings,
): Finding {
  const { silence } = one;
  const isHome = group.length > 1;
  const code: SilenceCode = isHome ? 'gateway-silent' : isEmpty(silence) ? 'battery' : 'no-contact';
  const source: Source = isHome ? { subject: home.subject } : { subject: home.subject, device: one.id };
  const openSign = group.find((member) => member.openSign !== undefined)?.openSign;
  const walked = minutesWithin(home.minutes, silence.spokeAt - beforeMs, silence.spokeAt, false).filter(
    ({ steps }) => steps >= movementPerMin.clearSteps,
  );
  const isOtherHeard =
    !isHome &&
    home.devices.some(
      (other) =>
        other !== one && !other.silence.noContact && at - countedFrom(other.silence, settings) < lostAfterMs(settings),
    );
  const { since } = silence.noContact!;
  return saySilence({
    source,
    code,
    sign: 'no-contact',
    phase,
    priority,
    step: phase === 'changed' ? 'medium' : undefined,
    ...(openSign === undefined ? {} : { act: 'call-now' as const }),
    since,
    at,
    params: {
      ...(code === 'battery' ? { percent: silence.battery! } : { minutes: minutesBetween(since, at) }),
      ...(isHome ? { devices: group.length } : {}),
      ...(openSign === undefined ? {} : { after: openSign }),
      ...(walked.length >= walkingMinutes ? { walking: true } : {}),
      ...(isOtherHeard ? { otherHeard: true } : {}),
    },
  });
}
