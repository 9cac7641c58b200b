import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ChannelName, type Circumstances, type DayTime, noWishes, type Wishes } from '@munan/flow';
import fc from 'fast-check';
import { type AroundFacts, awayAt, circumstancesOf, isWithin, minuteOfDayAt, quietUntil } from './circumstances.ts';
import type { People, Reachable } from './recipients.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** A moment of the site's clock. */
const at = (text: string): number => Date.parse(`2026-11-28T${text}+09:00`);
const who = (more: Partial<Reachable> = {}): Reachable => ({ name: '누구', push: 0, language: 'ko', ...more });
const everybody: People = {
  self: [who({ id: 'p1', phone: '010-1' })],
  family: [who({ phone: '010-2' })],
  neighbour: [who({ phone: '010-3' })],
  nurse: [who({ id: 'n1' })],
  operator: [who({ id: 'o1' }), who({ id: 'o2' })],
  manager: [who({ id: 'm1' })],
};
const all: ReadonlySet<ChannelName> = new Set(['push', 'text', 'voice', 'mail']);
const facts = (more: Partial<AroundFacts> = {}): AroundFacts => ({
  ...{ now: at('12:00:00'), wishes: noWishes, operators: 1, canSpeak: true, people: everybody },
  ...{ familyPhones: 1, operatorsAtAll: 2, on: all },
  ...more,
});

describe('what is so around a person', () => {
  const minutes: [string, number][] = [
    ['00:00:00', 0],
    ['00:00:59.999', 0],
    ['09:00:00', 540],
    ['23:59:59.999', 1439],
  ];
  for (const [text, minute] of minutes)
    it(`minuteOfDayAt ${text} of the site is ${minute}`, () => assert.equal(minuteOfDayAt(at(text)), minute));

  const withins: [DayTime, number, boolean][] = [
    [{ from: 540, to: 1080 }, 539, false],
    [{ from: 540, to: 1080 }, 540, true],
    [{ from: 540, to: 1080 }, 1079, true],
    [{ from: 540, to: 1080 }, 1080, false],
    [{ from: 1320, to: 540 }, 1319, false],
    [{ from: 1320, to: 540 }, 1320, true],
    [{ from: 1320, to: 540 }, 0, true],
    [{ from: 1320, to: 540 }, 539, true],
    [{ from: 1320, to: 540 }, 540, false],
    [{ from: 0, to: 0 }, 0, true],
    [{ from: 700, to: 700 }, 1439, true],
  ];
  for (const [time, minute, expected] of withins)
    it(`isWithin ${time.from}..${time.to} at ${minute} is ${expected}`, () =>
      assert.equal(isWithin(time, minute), expected));

  const quiets: [DayTime | undefined, string, string | undefined][] = [
    [undefined, '03:00:00', undefined],
    [{ from: 1320, to: 540 }, '21:59:59.999', undefined],
    [{ from: 1320, to: 540 }, '22:00:00', '33:00:00'],
    [{ from: 1320, to: 540 }, '23:59:59.999', '33:00:00'],
    [{ from: 1320, to: 540 }, '00:00:00', '09:00:00'],
    [{ from: 1320, to: 540 }, '08:59:59.999', '09:00:00'],
    [{ from: 1320, to: 540 }, '09:00:00', undefined],
    [{ from: 780, to: 840 }, '13:30:30', '14:00:00'],
    [{ from: 1320, to: 0 }, '23:59:00', '24:00:00'],
    [{ from: 60, to: 60 }, '01:00:00', '25:00:00'],
  ];
  for (const [quiet, text, until] of quiets)
    it(`quietUntil of ${JSON.stringify(quiet)} at ${text} is ${until}`, () => {
      const [hours = 0, minute = 0] = until?.split(':').map(Number) ?? [];
      const expected = until === undefined ? undefined : at('00:00:00') + (hours * 60 + minute) * minuteMs;
      assert.equal(quietUntil(quiet, at(text)), expected);
    });

  it('quietUntil is the first minute that is not quiet, less than a day away, for any hours', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(minute, minute, fc.integer({ min: 0, max: dayMs - 1 }), (from, to, ms) => {
        fc.pre(from !== to);
        const now = at('00:00:00') + ms;
        const until = quietUntil({ from, to }, now);
        if (!isWithin({ from, to }, minuteOfDayAt(now))) return assert.equal(until, undefined);
        assert.ok(until! > now && until! - now <= dayMs);
        assert.equal(isWithin({ from, to }, minuteOfDayAt(until!)), false);
        assert.equal(isWithin({ from, to }, minuteOfDayAt(until! - 1)), true);
      }),
      { numRuns: 300 },
    );
  });

  const away = { kind: 'hospital', from: 1_000, until: 2_000 } as const;
  const aways: [Wishes['away'], number, Circumstances['away']][] = [
    [undefined, 1_500, undefined],
    [away, 999, undefined],
    [away, 1_000, 'hospital'],
    [away, 1_999, 'hospital'],
    [away, 2_000, undefined],
    [{ kind: 'travelling', from: 1_000 }, 9e15, 'travelling'],
  ];
  for (const [wished, now, expected] of aways)
    it(`awayAt ${now} of ${JSON.stringify(wished)} is ${expected}`, () =>
      assert.equal(awayAt({ ...noWishes, ...(wished && { away: wished }) }, now), expected));

  const nobody = { ...everybody, self: [who({ id: 'p1' })] };
  const cases: [string, Partial<AroundFacts>, Circumstances['cannot']][] = [
    ['everything can be done', {}, {}],
    ['nothing of hers can speak', { canSpeak: false }, { 'ask-device': 'no-device' }],
    ['she has no telephone', { people: nobody }, { 'text-person': 'nobody', 'voice-call': 'nobody' }],
    ['texts are off', { on: new Set(['push', 'voice']) }, { 'text-person': 'no-channel', 'family-text': 'no-channel' }],
    ['calls by machine are off', { on: new Set(['text']) }, { 'voice-call': 'no-channel' }],
    ['what goes to a telephone is written to the console', { on: new Set(['console']) }, {}],
    [
      'she has no family',
      { people: { ...everybody, family: [] }, familyPhones: 0 },
      { 'family-text': 'nobody', 'family-call': 'nobody' },
    ],
    ['she has no neighbour', { people: { ...everybody, neighbour: [] } }, { 'neighbour-call': 'nobody' }],
    ['no nurse is known', { people: { ...everybody, nurse: [] } }, { 'nurse-visit': 'nobody' }],
    ['there is one operator', { operatorsAtAll: 1 }, { 'second-operator': 'nobody' }],
    ['there is no manager', { people: { ...everybody, manager: [] } }, { manager: 'nobody' }],
    [
      'she does not want it, and it could not be done either',
      { wishes: { ...noWishes, refused: ['voice-call', 'neighbour-call'] }, on: new Set(['text']) },
      { 'voice-call': 'refused', 'neighbour-call': 'refused' },
    ],
  ];
  for (const [name, more, cannot] of cases)
    it(`circumstancesOf: ${name}`, () => assert.deepEqual(circumstancesOf(facts(more)).cannot, cannot));

  it('circumstancesOf never keeps the desk from calling, nor an ambulance from being proposed', () => {
    const bare: People = { self: [], family: [], neighbour: [], nurse: [], operator: [], manager: [] };
    const refused: Wishes['refused'] = [
      ...(['ask-device', 'text-person', 'voice-call', 'family-text', 'family-call', 'neighbour-call'] as const),
    ];
    const { cannot } = circumstancesOf(
      facts({ people: bare, on: new Set(), operatorsAtAll: 0, canSpeak: false, wishes: { ...noWishes, refused } }),
    );
    for (const step of ['operator-call', 'dispatch', 'check-house'] as const) assert.equal(cannot[step], undefined);
  });

  it('circumstancesOf says the minute, the quiet hours, where she is, who is awake and whether a nurse is there', () => {
    const wishes: Wishes = { ...noWishes, quiet: { from: 1320, to: 540 }, away: { kind: 'travelling', from: 0 } };
    assert.deepEqual(circumstancesOf(facts({ now: at('03:10:00'), wishes, operators: 0, nurse: 'there' })), {
      ...{ minuteOfDay: 190, quietUntil: at('09:00:00'), away: 'travelling', operators: 0, nurse: 'there', cannot: {} },
    });
  });
});
