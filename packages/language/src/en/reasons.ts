import { shell } from './shell.ts';

/**
 * Why something is said, one short sentence a code: it must fit a row of the board. Keys are the codes of flow's
 * Reason; numbers come with it.
 */
type Params = Record<string, string | number | boolean>;
const news2Parameters: Record<string, string> = shell.news2Parameters;

/** 95 -> "1 h 35 min". */
function duration(minutes: string | number | boolean | undefined): string {
  const whole = Math.round(Number(minutes));
  if (!Number.isFinite(whole)) return '';
  if (whole < 60) return `${whole} min`;
  if (whole >= 48 * 60) return `${Math.round(whole / (24 * 60))} days`;
  return whole % 60 === 0 ? `${whole / 60} h` : `${Math.floor(whole / 60)} h ${whole % 60} min`;
}
function seconds(given: string | number | boolean | undefined): string {
  const whole = Math.round(Number(given));
  return whole >= 60 ? duration(whole / 60) : `${whole} s`;
}
/** 0 -> "not at all", 1 -> "once", 1.5 -> "1.5 times". */
const timesOf = (times: string | number | boolean | undefined) =>
  Number(times) === 0 ? 'not at all' : Number(times) === 1 ? 'once' : `${times} times`;
const one = (value: string | number | boolean | undefined) => Number(value).toFixed(1);

/** What counts in the risk; the person's page lists them by the same names. */
export const riskCauses: Record<string, string> = {
  'pulse-level': 'pulse',
  'pulse-trend': 'change of pulse',
  'spo2-level': 'oxygen',
  'spo2-trend': 'dips of oxygen',
  'temperature-level': 'temperature',
  'temperature-trend': 'change of temperature',
  age: 'age',
};
const doneSteps: Record<string, string> = {
  'ask-device': 'Asked through the ear device',
  'operator-call': 'The centre phoned',
  'family-call': 'The centre called the family',
  'nurse-visit': 'The nurse was asked to visit',
  dispatch: 'Emergency services',
  'text-person': 'Asked by text message',
  'voice-call': 'Asked by an automatic call',
  'family-text': 'The family was sent a message',
  'neighbour-call': 'The neighbour was called',
  'second-operator': 'Another operator was told',
  manager: 'The manager was told',
  'check-house': 'The system was checked',
};
const doneStates: Record<string, string> = {
  requested: 'under way',
  completed: 'done',
  failed: 'not reached',
  overdue: 'no answer in time',
};

/** As the subject of a sentence. */
const messageChannels: Record<string, string> = {
  push: 'Push notices',
  text: 'Text messages',
  voice: 'Automatic calls',
  mail: 'E-mails',
};
const sensors: Record<string, string> = { spo2: 'oxygen values', pulse: 'pulse', temperature: 'temperature' };
const signs: Record<string, string> = {
  fall: 'a suspected fall',
  'low-oxygen': 'low oxygen',
  'fast-pulse': 'a fast pulse',
  'slow-pulse': 'a slow pulse',
};
/** What was known of her just before contact was lost. */
function before(p: Params): string {
  const sign = p.after === undefined ? '' : ` after ${signs[String(p.after)] ?? p.after}`;
  return `${sign}${p.walking ? ', walking just before' : ''}`;
}

export const reasons = {
  fall: (p: Params) =>
    p.movedAfter
      ? `Suspected fall, moved afterwards (impact ${one(p.peakG)} g)`
      : `Suspected fall (impact ${one(p.peakG)} g${Number(p.stillSeconds) >= 1 ? `, still for ${seconds(p.stillSeconds)}` : ''})`,
  'low-oxygen': (p: Params) => `Oxygen ${p.percent} % for ${duration(p.minutes)} (limit ${p.limit} %)`,
  fever: (p: Params) => `Fever ${one(p.celsius)} °C for ${duration(p.minutes)}`,
  hypothermia: (p: Params) => `Low body temperature ${one(p.celsius)} °C for ${duration(p.minutes)}`,
  'fast-pulse': (p: Params) => `Fast pulse ${p.perMin}/min for ${duration(p.minutes)}`,
  'slow-pulse': (p: Params) => `Slow pulse ${p.perMin}/min for ${duration(p.minutes)}`,
  'no-movement': (p: Params) => {
    const level = { caution: 'caution', alarm: 'alarm', danger: 'danger' }[String(p.level)];
    return `No movement for ${p.hours} h${level ? ` (${level})` : ''}`;
  },
  'activity-decline': (p: Params) =>
    `Activity fell by ${p.percent} % in ${p.weeks} weeks, more than one day differs from another`,
  'rhythm-changed': (p: Params) =>
    p.what === 'flatter'
      ? `Day and night differ less in activity (last week ${p.before}, this week ${p.now})`
      : `Hours of activity have become irregular (last week ${p.before}, this week ${p.now})`,
  'not-up-yet': (p: Params) => `Not up at ${p.now}; up by ${p.usual} on ${p.days} of ${p.of} days`,
  'night-up': (p: Params) =>
    `Up ${timesOf(p.times)} last night, ${duration(p.minutes)} in all (usually ${timesOf(p.usualTimes)})`,
  'up-at-night': (p: Params) => `Up in the middle of the night for ${duration(p.minutes)}, which is unusual`,
  'still-longer-than-usual': (p: Params) =>
    `Not moving for ${duration(p.minutes)} (at this time of day usually ${duration(p.usualMinutes)} at most)`,
  button: (_: Params) => 'Pressed the help button',
  'asked-for-help': (_: Params) => 'Asked for help',
  'not-worn': (p: Params) => `Device ${p.device} not worn for ${duration(p.minutes)}`,
  battery: (p: Params) => `Device ${p.device}: battery at ${p.percent} %`,
  'no-contact': (p: Params) =>
    `No contact with device ${p.device} for ${duration(p.minutes)}${before(p) || (p.otherHeard ? ', the other device is heard' : ', cause unknown')}`,
  'gateway-silent': (p: Params) =>
    `Home connection lost for ${duration(p.minutes)}${p.devices === undefined ? '' : `: all ${p.devices} devices at once`}${before(p)}`,
  'network-silent': (p: Params) => `Network fault? ${p.people} people out of contact at once`,
  'sensor-silent': (p: Params) =>
    `Device ${p.device} is worn and gives no ${sensors[String(p.channel)] ?? 'values'} for ${duration(p.minutes)}`,
  'data-late': (p: Params) =>
    p.ahead
      ? `Device ${p.device}: its clock is ahead by ${duration(p.minutes)}`
      : `Device ${p.device} sends only old data, ${duration(p.minutes)} behind: clock or connection?`,
  'stuck-sensor': (p: Params) => `Device ${p.device} has repeated one value for ${duration(p.minutes)}: sensor fault?`,
  score: (p: Params) => {
    if (p.least === p.most) return `NEWS2 ${p.least}`;
    const next = news2Parameters[String(p.next)];
    return `NEWS2 between ${p.least} and ${p.most} (partial${next ? `, next: ${next}` : ': some values missing'})`;
  },
  'device-silent': (p: Params) => `No data from device ${p.device} for ${p.hours} h`,
  'never-visited': (_: Params) => 'Not visited yet',
  'visit-due': (p: Params) => `Visit due soon: last seen ${p.days} days ago (every ${p.every})`,
  'visit-overdue': (p: Params) => `Visit overdue: last seen ${p.days} days ago (every ${p.every})`,
  'visit-promised': (p: Params) => `Promised for ${p.time}`,
  'visit-planned': (p: Params) =>
    Number(p.days) < 0
      ? `Planned visit is ${-Number(p.days)} ${Number(p.days) === -1 ? 'day' : 'days'} late`
      : Number(p.days) === 0
        ? 'Visit planned for today'
        : `Visit planned for ${p.date}`,
  'visit-asked': (p: Params) => `Visit asked for${p.by ? ` by ${p.by}` : ''}${p.date ? `, until ${p.date}` : ''}`,
  'visit-by-hand': (_: Params) => 'Put on the list by hand',
  'visit-done': (_: Params) => 'Visited today',
  'low-oxygen-night': (p: Params) =>
    p.minutes === undefined
      ? `Oxygen was low last night${p.percent === undefined ? '' : ` (down to ${p.percent} %)`}`
      : `Oxygen below ${p.limit} % for ${duration(p.minutes)} last night, down to ${p.percent} %${p.usualMinutes === undefined ? '' : ` (usually ${duration(p.usualMinutes)})`}`,
  'sleep-apnoea-sign': (p: Params) =>
    `Breathing seems to pause in sleep on ${p.nights} of ${p.of} nights: an estimated ${p.low} to ${p.high} times an hour`,
  /** Of any night; when it was stands beside it. */
  'low-oxygen-at-night': (p: Params) => `Low oxygen at night (down to ${p.percent} %)`,
  /** Place in the order: read behind the other reasons. */
  'on-the-way': (_: Params) => 'on the way',
  near: (p: Params) => (Number(p.km) < 0.1 ? 'next door' : `near by (${p.km} km)`),
  far: (p: Params) => `far (${p.km} km)`,
  'unusual-pulse': (p: Params) =>
    `Pulse ${p.perMin}/min at rest for ${duration(p.minutes)}, usually ${p.usualLow}-${p.usualHigh}`,
  'unusual-oxygen': (p: Params) =>
    `Oxygen ${p.percent} % for ${duration(p.minutes)}, usually ${p.usualLow}-${p.usualHigh} %`,
  'unusual-temperature': (p: Params) =>
    `Temperature ${one(p.celsius)} °C for ${duration(p.minutes)}, usually ${one(p.usualLow)}-${one(p.usualHigh)} °C`,
  'fever-over-usual': (p: Params) =>
    `Temperature ${one(p.celsius)} °C for ${duration(p.minutes)}, usually ${one(p.usualCelsius)} °C at this time of day`,
  'drift-pulse': (p: Params) => `Resting pulse ${p.perMin}/min over ${p.days} days, usually ${p.usualPerMin}`,
  'drift-oxygen': (p: Params) => `Oxygen at rest ${p.percent} % over ${p.days} days, usually ${p.usualPercent} %`,
  'drift-temperature': (p: Params) =>
    `Temperature at rest ${one(p.celsius)} °C over ${p.days} days, usually ${one(p.usualCelsius)} °C`,
  /** A change that illness often begins with; never that she is ill. */
  'illness-sign': (p: Params) => {
    const pulse = p.perMin === undefined ? '' : `, pulse asleep ${p.perMin}/min (usually ${p.usualPerMin})`;
    const warm =
      p.celsius === undefined ? '' : `, temperature asleep ${one(p.celsius)} °C (usually ${one(p.usualCelsius)})`;
    return `Can come before an illness, ${p.nights === 1 ? '1 night' : `${p.nights} nights`}${pulse}${warm}`;
  },
  deterioration: (p: Params) => {
    const main = riskCauses[String(p.because)];
    return `Vital signs riskier than in ${p.of100} of 100 hours, for ${p.hours} h${main ? `, ${main} most` : ''} (estimate transferred from hospital data)`;
  },
  /** What was done for a person, for her family: which step, and how far it came. */
  done: (p: Params) => `${doneSteps[String(p.step)] ?? p.step}: ${doneStates[String(p.state)] ?? p.state}`,
  /** Of Munan itself. */
  'channel-dead': (p: Params) =>
    `${messageChannels[String(p.channel)] ?? p.channel} have not gone out for ${duration(p.minutes)}`,
  'desk-asleep': (p: Params) => `Nobody has been active at the desk for ${duration(p.minutes)}`,
  'detectors-behind': (p: Params) => `Detection is ${seconds(p.seconds)} behind what has arrived`,
  'deadlines-late': (p: Params) => `Deadlines of alerts are acted on ${seconds(p.seconds)} late`,
  'messages-late': (p: Params) => `Messages have been waiting to go out for ${seconds(p.seconds)}`,
  'steps-unended': (p: Params) => `Begun steps without an end: ${p.count}, ended by the check`,
  'audit-failed': (_: Params) => 'The check of the alerts found something that it could not mend',
  'server-silent': (p: Params) => `The server has given no sign of life for ${duration(p.minutes)}`,
  'auditor-silent': (p: Params) => `The separate auditor has given no sign of life for ${duration(p.minutes)}`,
  'findings-unraised': (p: Params) => `Findings without an alert: ${p.count}, raised by the check`,
  unknown: (_: Params) => 'A reason this screen does not know',
};
