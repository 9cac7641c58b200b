import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { conformance, encodePacket } from '@munan/devices';
import { ManualClock } from '@munan/runtime';
import { Body } from '../body/body.ts';
import { episode } from '../body/episode.ts';
import { town } from '../town/town.ts';
import { openTestBroker, type TestBroker } from './test-broker.ts';
import { VirtualDevice } from './virtual-device.ts';

const noon = Date.UTC(2026, 10, 22, 1);
const minuteMs = 60_000;
const [resident] = town.people;

let broker: TestBroker;
before(async () => {
  broker = await openTestBroker();
});
after(() => broker.close());

let count = 0;
function device(kind: 'ear' | 'wrist', clockErrorMs = 0) {
  const clock = new ManualClock(noon);
  const body = new Body(resident!.body);
  const id = `${kind}-test-${count++}`;
  const virtual = new VirtualDevice({
    id,
    secret: 'anything',
    kind,
    body,
    mqttUrl: broker.url,
    clock,
    packetMs: 10_000,
    clockErrorMs,
    reconnectMs: 20,
  });
  const arrived = () => broker.arrived.filter((one) => one.device === id);
  return { clock, body, id, virtual, arrived };
}

test('VirtualDevice of the wrist sends each second of SpO2 and pulse once, and conforms to the protocol', async () => {
  const { clock, id, virtual, arrived } = device('wrist');
  virtual.start(noon);
  for (let step = 0; step < 13; step++) clock.advance(10_000);
  await broker.until(() => arrived().length === 13);
  await virtual.stop();
  const seconds = arrived().flatMap(({ packet }) =>
    packet.channels.filter(({ c }) => c === 'spo2').flatMap(({ t, x }) => [...x].map((_, at) => t + at * 1000)),
  );
  assert.deepEqual(
    seconds,
    seconds.map((_, at) => seconds[0]! + at * 1000),
  );
  assert.ok(seconds.length >= 115);
  const activity = arrived().flatMap(({ packet }) => packet.channels.filter(({ c }) => c === 'activity'));
  assert.deepEqual(
    activity.map(({ t }) => t),
    [noon - minuteMs, noon, noon + minuteMs].filter((t) => t >= activity[0]!.t),
  );
  assert.ok(arrived().every(({ packet, topic }) => packet.worn && topic === `munan/v1/${id}/data`));
  const captures = arrived().map(({ packet }) => ({ bytes: encodePacket(packet) }));
  assert.deepEqual(conformance(captures), []);
});

test('VirtualDevice of the ear reports a fall with twenty seconds of acceleration as soon as they are written', async () => {
  const { clock, body, virtual, arrived } = device('ear');
  virtual.start(noon);
  clock.advance(10_000);
  const fellAt = noon + 15_000;
  body.add(episode('fall', resident!.id, fellAt, 'none'), clock.now());
  clock.advance(16_000);
  const { packet } = await broker.until((one) => arrived().includes(one) && one.packet.events.length > 0);
  await virtual.stop();
  const [event] = packet.events;
  assert.equal(event!.e, 'fall-suspected');
  assert.equal(event!.t, fellAt);
  assert.equal(packet.sent, fellAt + 10_000);
  const [acceleration] = event!.channels;
  assert.equal(acceleration!.t, fellAt - 10_000);
  assert.equal((acceleration!.x.length / 3) * acceleration!.dt, 20_000);
});

test('VirtualDevice sends a packet again, with the same seq, when the line was cut before the acknowledgement', async () => {
  const { clock, virtual, arrived } = device('wrist');
  virtual.start(noon);
  clock.advance(10_000);
  await broker.until(() => arrived().length === 1);
  broker.cutBeforeAcknowledging = true;
  clock.advance(10_000);
  await broker.until(() => arrived().length === 2);
  broker.cutBeforeAcknowledging = false;
  await broker.until(() => arrived().length >= 3);
  await virtual.stop();
  const [, cut, again] = arrived().map(({ packet }) => packet);
  assert.deepEqual(again, cut);
});

test('VirtualDevice starts a new life with a seq above all of the last one', async () => {
  const first = device('wrist');
  first.virtual.connect();
  const packets = await first.virtual.sendHistory(noon - 7 * 86_400_000, noon);
  assert.equal(packets, 14);
  await first.virtual.stop();
  const second = device('wrist');
  second.clock.advance(1_000);
  second.virtual.start(noon);
  second.clock.advance(10_000);
  await broker.until(() => second.arrived().length === 1);
  await second.virtual.stop();
  const last = Math.max(...first.arrived().map(({ packet }) => packet.seq));
  assert.ok(second.arrived()[0]!.packet.seq > last);
});

test('VirtualDevice.sendHistory sends a week of minutes, each once, and says nothing of what was not worn', async () => {
  const { id, virtual, arrived } = device('ear');
  virtual.connect();
  await virtual.sendHistory(noon - 7 * 86_400_000, noon);
  await virtual.stop();
  const minutes = arrived().flatMap(({ packet }) =>
    packet.channels
      .filter(({ c }) => c === 'temperature')
      .flatMap(({ t, x }) => [...x].map((_, at) => t + at * minuteMs)),
  );
  assert.equal(minutes.length, 7 * 1440);
  assert.equal(new Set(minutes).size, minutes.length);
  assert.ok(arrived().every(({ packet }) => packet.events.length === 0 && packet.worn === undefined));
  const missing = arrived().flatMap(({ packet }) => [...packet.channels[0]!.x].filter(Number.isNaN));
  assert.ok(missing.length >= 7 * 12 && missing.length <= 7 * 19, `${id}: ${missing.length}`);
});

test('VirtualDevice answers when asked through the ear, and sets its clock by the time of the command', async () => {
  const { clock, id, virtual, arrived } = device('ear', -3_600_000);
  virtual.start(noon);
  clock.advance(10_000);
  await broker.until(() => arrived().length === 1 && broker.clients.has(id));
  assert.ok(Math.abs(arrived()[0]!.packet.sent - clock.now() + 3_600_000) <= 10_000);
  broker.command(id, { id: 'ask-1', ask: true, time: clock.now() });
  // The command arrives over a real line; the clock goes on until the reply is there.
  const replied = broker.until((one) => one.device === id && one.topic.endsWith('/reply'));
  const walk = setInterval(() => clock.advance(1_000), 5);
  const { packet } = await replied;
  clearInterval(walk);
  await virtual.stop();
  const [reply] = packet.events;
  assert.equal(reply!.e, 'reply');
  assert.equal(reply!.answer, 'ok');
  assert.equal(reply!.command, 'ask-1');
  assert.ok(packet.sent >= noon, 'the clock is right again');
});

test('VirtualDevice is silent with an empty battery and comes back charged', async () => {
  const { clock, body, id, virtual, arrived } = device('wrist');
  virtual.start(noon);
  clock.advance(10_000);
  await broker.until(() => arrived().length === 1);
  const empty = episode('battery', resident!.id, clock.now(), 'ok', 'wrist');
  body.add(empty, clock.now());
  for (let sent = 2; clock.now() + 10_000 < empty.from + 4.5 * minuteMs; sent++) {
    clock.advance(10_000);
    await broker.until(() => arrived().length === sent);
  }
  assert.equal(arrived().at(-1)!.packet.battery, 1);
  clock.advance(20_000);
  await broker.gone(id);
  while (clock.now() < empty.until - 10_000) clock.advance(10_000);
  while (clock.now() < empty.until + 10_000) clock.advance(10_000);
  await broker.until(() => arrived().some(({ packet }) => packet.sent >= empty.until && packet.battery! > 20));
  await virtual.stop();
  const told = arrived()
    .map(({ packet }) => packet.sent)
    .filter((sent) => sent > empty.from + 5 * minuteMs && sent < empty.until);
  assert.deepEqual(told, []);
});
