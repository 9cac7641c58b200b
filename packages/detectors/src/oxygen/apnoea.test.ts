import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type NightCounts, screenApnoea } from './apnoea.ts';

const night: NightCounts = {
  judgedHours: 7.5,
  asleepHours: 6.5,
  usable: 0.98,
  events3: 0,
  events4: 0,
  events3Asleep: 0,
  events4Asleep: 0,
};
/** The same desaturations an hour of sleep, all of them asleep. */
const rates = (odi3: number, odi4: number, more: Partial<NightCounts> = {}): NightCounts => {
  const [events3, events4] = [Math.round(odi3 * 6.5), Math.round(odi4 * 6.5)];
  return { ...night, events3, events4, events3Asleep: events3, events4Asleep: events4, ...more };
};

test('screenApnoea says unlikely, possible and likely as desaturations become many, in an interval that holds its middle', () => {
  const said = [
    [1, 0.3],
    [4, 2],
    [12, 6],
    [25, 12],
    [50, 40],
  ].map(([odi3, odi4]) => screenApnoea(rates(odi3!, odi4!)));
  assert.deepEqual(
    said.map(({ says }) => says),
    ['unlikely', 'unlikely', 'possible', 'likely', 'likely'],
  );
  for (const { low, middle, high } of said) assert.ok(low! <= middle! && middle! <= high!);
  for (let i = 1; i < said.length; i++) assert.ok(said[i]!.high! > said[i - 1]!.high!);
});

test('screenApnoea does not call many shallow dips without deep ones likely', () => {
  assert.equal(screenApnoea(rates(30, 2)).says, 'possible');
  assert.ok(screenApnoea(rates(30, 2)).low! < 5);
});

test('screenApnoea is wider where sleep is not known, and where less could be used', () => {
  const known = screenApnoea(rates(25, 12));
  const width = ({ low, high }: ReturnType<typeof screenApnoea>) => high! / low!;
  assert.ok(width(screenApnoea(rates(25, 12, { asleepHours: null }))) > width(known));
  assert.ok(width(screenApnoea(rates(25, 12, { usable: 0.6 }))) > width(known));
});

test('screenApnoea cannot say of a short night, of one that could hardly be used, of little sleep, of a sample a minute', () => {
  const cases: [string, Partial<NightCounts>][] = [
    ['short', { judgedHours: 3.5, asleepHours: 3 }],
    ['unusable', { usable: 0.4 }],
    ['awake', { asleepHours: 1 }],
    ['never asleep', { asleepHours: 0 }],
    ['a sample a minute', { judgedHours: 0, asleepHours: null }],
    ['a sample a minute, sleep known', { judgedHours: 0, asleepHours: 0 }],
  ];
  for (const [name, more] of cases) {
    const { says, low, high } = screenApnoea(rates(40, 30, more));
    assert.equal(says, 'cannot-say', name);
    for (const end of [low, high]) assert.ok(end === null || Number.isFinite(end), name);
  }
});
