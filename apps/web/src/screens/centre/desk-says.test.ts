import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DeskNow, HandoverNote, Shift } from '@munan/flow';
import { alertOf } from '../../connection/rows-for-tests.ts';
import { asleepInMs, isAsked, remindBeforeMs, shiftEnding, waitingNote } from './desk-says.ts';

const desk = (lastActive: (number | undefined)[], asleep = false): DeskNow => ({
  now: 0,
  asleepAfterMs: 300_000,
  asleep,
  operators: lastActive.map((at, i) => ({
    id: `o${i}`,
    name: `${i}`,
    onShift: true,
    awake: at !== undefined,
    ...(at === undefined ? {} : { lastActive: at }),
  })),
  nurses: [],
  managers: [],
});

describe('asleepInMs', () => {
  it('is said when half of the time has gone since anybody moved', () => {
    assert.equal(asleepInMs(desk([0, 100_000]), [], 100_000 + 149_999), undefined);
    assert.equal(asleepInMs(desk([0, 100_000]), [], 100_000 + 150_000), 150_000);
    assert.equal(asleepInMs(desk([0, 100_000]), [], 100_000 + 300_000), undefined);
  });

  it('is not said of a desk that is asleep, or at which nobody was ever seen', () => {
    assert.equal(asleepInMs(desk([0], true), [], 200_000), undefined);
    assert.equal(asleepInMs(desk([undefined]), [], 200_000), undefined);
    assert.equal(asleepInMs(desk([]), [], 200_000), undefined);
  });

  it('is not said while somebody is on the phone, but in a drill', () => {
    const calling = { by: 'o0', name: '0', at: 0, until: 600_000, to: '딸' };
    assert.equal(asleepInMs(desk([0]), [alertOf('a', 1, { calling })], 200_000), undefined);
    assert.equal(asleepInMs(desk([0]), [alertOf('a', 1, { calling })], 500_000), 100_000);
    assert.equal(asleepInMs(desk([0]), [alertOf('a', 1, { calling, drill: 'd' })], 200_000), 100_000);
  });
});

describe('isAsked', () => {
  const open = [alertOf('a', 1)];
  it('asks in the minute before she counts as away, by her last movement before any page', () => {
    const asked = [239_999, 240_000, 299_999, 300_000].map((now) => isAsked(desk([0]), open, 'o0', 0, now));
    assert.deepEqual(asked, [false, true, true, false]);
    assert.equal(isAsked(desk([0]), open, 'o0', 10_000, 249_999), false, 'before this one');
    assert.equal(isAsked(desk([10_000]), open, 'o0', 0, 249_999), false, 'before another');
  });

  it('asks who is on the phone before her call is taken to have ended, and not for that of another', () => {
    const calling = { by: 'o0', name: '0', at: 0, until: 600_000, to: '딸' };
    const phoned = [alertOf('a', 1, { calling })];
    const asked = [250_000, 539_999, 540_000].map((now) => isAsked(desk([0, 0]), phoned, 'o0', 0, now));
    assert.deepEqual(asked, [false, false, true]);
    assert.equal(isAsked(desk([0, 0]), phoned, 'o1', 0, 250_000), true);
  });

  it('asks nobody where there is nothing to watch over, and half of a short time before', () => {
    const idle = desk([0]);
    const off = { ...idle, operators: idle.operators.map((one) => ({ ...one, onShift: false })) };
    assert.equal(isAsked(idle, [], 'o0', 0, 250_000), true, 'her shift');
    assert.equal(isAsked(off, open, 'o0', 0, 250_000), true, 'something is open');
    assert.equal(isAsked(off, [], 'o0', 0, 250_000), false);
    const short = { ...idle, asleepAfterMs: 60_000 };
    assert.deepEqual([isAsked(short, open, 'o0', 0, 29_999), isAsked(short, open, 'o0', 0, 30_000)], [false, true]);
  });
});

describe('shiftEnding', () => {
  const shift = (user: string, from: number, to: number): Shift => ({
    id: `${user}${from}`,
    user: { id: user, name: user },
    role: 'operator',
    from,
    to,
  });
  const end = 10 * remindBeforeMs;

  it('reminds half an hour before the end of her own shift', () => {
    const shifts = [shift('me', 0, end), shift('other', 0, end - 1)];
    assert.equal(shiftEnding(shifts, 'me', end - remindBeforeMs - 1), undefined);
    assert.equal(shiftEnding(shifts, 'me', end - remindBeforeMs), end);
    assert.equal(shiftEnding(shifts, 'me', end), undefined);
  });

  it('does not where another shift of hers follows without a break', () => {
    assert.equal(shiftEnding([shift('me', 0, end), shift('me', end, end + 1000)], 'me', end - 1), undefined);
    assert.equal(shiftEnding([shift('me', 0, end), shift('me', end + 1, end + 1000)], 'me', end - 1), end);
  });
});

describe('waitingNote', () => {
  const note = (id: string, given: Partial<HandoverNote> = {}): HandoverNote => ({
    id,
    by: { id: 'before', name: '앞' },
    at: 0,
    text: '',
    open: [],
    ...given,
  });
  const me = { id: 'me', name: '나' };

  it('is the latest of another that is for her or for anybody and that nobody accepted', () => {
    assert.equal(waitingNote([note('a'), note('b')], 'me')?.id, 'a');
    assert.equal(waitingNote([note('a', { to: me })], 'me')?.id, 'a');
    assert.equal(waitingNote([note('own', { by: me }), note('a')], 'me')?.id, 'a');
  });

  it('is none once accepted, and none that is for somebody else; an older one does not come back', () => {
    assert.equal(waitingNote([note('a', { acceptedBy: me }), note('b')], 'me'), undefined);
    assert.equal(waitingNote([note('a', { to: { id: 'x', name: 'x' } })], 'me'), undefined);
    assert.equal(waitingNote([], 'me'), undefined);
  });
});
