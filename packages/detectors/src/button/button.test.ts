import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeviceEvent } from '@munan/flow';
import { minuteMs } from '../detector.ts';
import { dawn, settings } from '../watch/packets-example.ts';
import { button } from './button.ts';

const source = { subject: 'p1', device: 'ear' };
const press = (t: number): DeviceEvent => ({ code: 'button', t, readings: [] });
const say = (events: DeviceEvent[]) => {
  const state = button.start();
  return events.flatMap((event) => button.step(state, event, source, settings));
};

test('button announces a press as a stated fact, high', () => {
  const [said] = say([press(dawn + 12_345)]);
  assert.deepEqual([said!.reason.code, said!.priority, said!.confidence], ['button', 'high', 1]);
  assert.deepEqual([said!.at, said!.since], [dawn + 12_345, dawn + 12_345]);
});

test('button makes presses of one minute one finding with one id, whichever comes first', () => {
  const [a, b] = [press(dawn + 5000), press(dawn + 40_000)];
  assert.deepEqual(
    say([a, b]).map(({ id }) => id),
    say([b, a]).map(({ id }) => id),
  );
  assert.equal(say([a, press(dawn + 5000 + minuteMs)]).length, 2);
});

test('button hears help, and says nothing of ok or of an answer it cannot read', () => {
  const reply = (answer: DeviceEvent['answer']): DeviceEvent => ({ code: 'reply', t: dawn, readings: [], answer });
  assert.equal(say([reply('help')])[0]!.reason.code, 'asked-for-help');
  assert.deepEqual(say([reply('ok'), reply('unclear'), reply(undefined)]), []);
});

test('button forgets old presses: its state stays small under a stuck button', () => {
  const state = button.start();
  for (let i = 0; i < 500; i++) button.step(state, press(dawn + i * minuteMs), source, settings);
  assert.ok(JSON.stringify(state).length < 2000);
});
