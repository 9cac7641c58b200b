import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hourMs } from '../detector.ts';
import { dawn, type Minute, minutesOf, settings } from '../watch/packets-example.ts';
import { createWatch } from '../watch/state.ts';
import { stepPacket } from '../watch/watch.ts';

function saidOf(
  hours: number,
  ear: (minute: number) => Minute | undefined,
  wrist: typeof ear = () => undefined,
  own = settings,
) {
  const state = createWatch('p1');
  const packets = [...minutesOf('ear', hours * 60, ear), ...minutesOf('wrist', hours * 60, wrist)];
  packets.sort((a, b) => a.received - b.received);
  return packets
    .flatMap((packet) => stepPacket(state, packet, own).findings)
    .filter(({ detector }) => detector === 'no-movement');
}
const lines = (findings: ReturnType<typeof saidOf>) =>
  findings.map(
    ({ reason, phase, priority, at }) => `${reason.params?.level} ${phase} ${priority} ${(at - dawn) / hourMs}`,
  );
const still = () => ({ activity: 0 });

test('noMovement cautions after 8 h, alarms after 12, calls danger after 24, and ends with the first movement', () => {
  const said = saidOf(26, (i) => ({ activity: i >= 25 * 60 ? 300 : 0 }));
  assert.deepEqual(lines(said), [
    'caution began low 8',
    'alarm changed medium 12',
    'danger changed high 24',
    'danger ended high 25',
  ]);
  assert.equal(new Set(said.map(({ episode }) => episode)).size, 1);
});

test('noMovement uses the hours of the person', () => {
  const own = { ...settings, noMovementHours: { caution: 2, alarm: 3, danger: 4 } };
  assert.deepEqual(lines(saidOf(3.5, still, undefined, own)), ['caution began low 2', 'alarm changed medium 3']);
});

test('noMovement is satisfied by turning over in bed, and by either device', () => {
  assert.deepEqual(
    saidOf(14, (i) => ({ activity: i % 100 === 0 ? 40 : 0 })),
    [],
  );
  assert.deepEqual(
    saidOf(14, still, (i) => ({ activity: i % 100 === 0 ? 40 : 0 })),
    [],
  );
});

test('noMovement stands still while no worn device speaks: silence is not stillness', () => {
  const gone = saidOf(13, (i) => (i >= 4 * 60 && i < 8 * 60 ? undefined : { activity: 0 }));
  assert.deepEqual(lines(gone), ['caution began low 12']);
  const unworn = saidOf(13, (i) => ({ activity: 0, worn: i < 4 * 60 }));
  assert.deepEqual(unworn, [], 'lying on the table is no stillness of hers');
});

test('noMovement counts putting a device on or taking it off as movement', () => {
  const said = saidOf(14, (i) => ({ activity: 0, worn: i < 7 * 60 || i >= 7 * 60 + 30 }));
  assert.deepEqual(said, []);
});
