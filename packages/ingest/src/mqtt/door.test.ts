import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import { topics } from '@munan/flow';
import { type Clock, systemClock } from '@munan/runtime';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { type Ingest, type MqttDoor, openMqttDoor } from '../index.ts';
import { openTested, packetBytes, start, type Tested } from '../ingest-for-tests.ts';

let tested: Tested;
let ingest: Ingest;
let door: MqttDoor;
let secret = '';
let otherSecret = '';
let seq = 0;
const clients: MqttClient[] = [];
const sockets: Socket[] = [];

async function client(options: IClientOptions = {}): Promise<MqttClient> {
  const { port } = door;
  const defaults = { clientId: 'w1', username: 'w1', password: secret, reconnectPeriod: 0 };
  const made = await connectAsync(`mqtt://127.0.0.1:${port}`, { ...defaults, ...options });
  made.on('error', () => undefined);
  clients.push(made);
  return made;
}
/** What ends a client that was let in. */
const closed = (made: MqttClient) => new Promise<void>((resolve) => made.once('close', () => resolve()));
const message = (made: MqttClient) =>
  new Promise<[topic: string, payload: Buffer]>((resolve) =>
    made.once('message', (...heard) => resolve([heard[0], heard[1]])),
  );

function raw(): Socket {
  const socket = connectTcp(door.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.resume();
  sockets.push(socket);
  return socket;
}
async function sendRaw(...pieces: Buffer[]): Promise<void> {
  const socket = raw();
  const ended = once(socket, 'close');
  for (const piece of pieces) socket.write(piece);
  await ended;
}
const text = (value: string) => Buffer.concat([Buffer.from([0, value.length]), Buffer.from(value)]);
/** CONNECT of MQTT 3.1.1 with id, name and secret. */
function connectFrame(id = 'w1', password = secret, flags = 0xc2): Buffer {
  const body = Buffer.concat([text('MQTT'), Buffer.from([4, flags, 0, 60]), text(id), text(id), text(password)]);
  return Buffer.concat([Buffer.from([0x10, body.length]), body]);
}

/** The door is as good as before: a new connection stores a packet. */
async function stillStores(id = 'w2'): Promise<void> {
  seq += 1;
  const good = await client({ clientId: id, username: id, password: otherSecret });
  await good.publishAsync(topics.data(id), packetBytes(seq), { qos: 1 });
  assert.ok((await tested.log.stored()).includes(`${id}/${seq}`));
  await good.endAsync();
}

before(async () => {
  // The clock stands at `start`, whatever today is; a wait is as long as it says.
  const wakeAt: Clock['wakeAt'] = (at, wake) => systemClock.wakeAt(systemClock.now() + at - start, wake);
  tested = await openTested({ now: () => start, monotonic: () => start, wakeAt });
  ingest = tested.ingest;
  ({ secret } = await ingest.registry.add({ id: 'w1', kind: 'wrist' }));
  ({ secret: otherSecret } = await ingest.registry.add({ id: 'w2', kind: 'wrist' }));
  door = await openMqttDoor(ingest, { host: '127.0.0.1', port: 0, connectTimeoutMs: 300, commandTimeoutMs: 300 });
});
after(async () => {
  await door.close();
  await tested.close();
});
afterEach(async () => {
  for (const made of clients.splice(0)) await made.endAsync(true);
  for (const socket of sockets.splice(0)) socket.destroy();
  tested.log.broken = undefined;
});

describe('openMqttDoor, at bad input', () => {
  const logins: [string, IClientOptions, number][] = [
    ['a wrong secret', { password: 'WRONG' }, 4],
    ['no secret', { password: undefined }, 4],
    ['no name', { username: undefined, password: undefined }, 4],
    ['an unknown device', { clientId: 'x', username: 'x' }, 4],
    ['the secret of another device', { clientId: 'w2', username: 'w2' }, 4],
    ['a client id that is not the name', { clientId: 'w2' }, 4],
    ['a name of the prototype', { clientId: '__proto__', username: '__proto__' }, 4],
  ];
  for (const [what, options, code] of logins) {
    it(`refuses ${what} with return code ${code} and stores the next good packet`, async () => {
      const before = ingest.counters.refusedLogins;
      const given = 'password' in options ? options : { ...options, password: secret };
      await assert.rejects(client(given), { code });
      assert.equal(ingest.counters.refusedLogins, before + 1);
      await stillStores();
    });
  }
  it('refuses a revoked device with return code 5', async () => {
    const { secret: gone } = await ingest.registry.add({ id: 'gone', kind: 'test' });
    await ingest.registry.revoke('gone');
    await assert.rejects(client({ clientId: 'gone', username: 'gone', password: gone }), { code: 5 });
    await stillStores();
  });
  it('refuses MQTT 5 with return code 1', async () => {
    await assert.rejects(client({ protocolVersion: 5 }));
    await stillStores();
  });

  const foreign = [
    topics.data('w2'),
    topics.command('w1'),
    topics.command('w2'),
    topics.reply('w2'),
    'munan/v1/w1',
    'munan/v1/w1/data/more',
    'munan/v2/w1/data',
    'Munan/v1/w1/data',
    '/munan/v1/w1/data',
    '$SYS/broker',
    'a/'.repeat(200),
  ];
  for (const topic of foreign) {
    it(`closes on a packet to ${topic.slice(0, 30)} and stores nothing of it`, async () => {
      const made = await client();
      const before = await tested.log.stored();
      const quarantined = ingest.counters.quarantined;
      const ended = closed(made);
      made.publish(topic, packetBytes(90_000), { qos: 1 }, () => undefined);
      await ended;
      assert.deepEqual([await tested.log.stored(), ingest.counters.quarantined], [before, quarantined]);
      await stillStores();
    });
  }

  for (const topic of [topics.command('w2'), topics.data('w1'), 'munan/v1/+/command', 'munan/#', '#', '$SYS/#']) {
    it(`refuses to let a device listen to ${topic}`, async () => {
      const made = await client();
      await assert.rejects(made.subscribeAsync(topic, { qos: 1 }));
      await stillStores();
    });
  }
  it('refuses to let a device listen to its own commands with QoS 0, which cannot be confirmed', async () => {
    const made = await client();
    await assert.rejects(made.subscribeAsync(topics.command('w1'), { qos: 0 }));
  });

  const payloads: [string, Buffer, string][] = [
    ['no bytes', Buffer.alloc(0), 'empty'],
    ['half a packet', packetBytes(91_000).subarray(0, 60), 'cbor-truncated'],
    ['a packet and a byte', Buffer.concat([packetBytes(91_001), Buffer.of(0)]), 'trailing-bytes'],
    ['noise', Buffer.alloc(300, 0xff), 'cbor-invalid'],
    ['256 KiB of brackets', Buffer.alloc(262_144, 0x81), 'too-deep'],
    ['JSON of another thing', Buffer.from('{"hello":"world"}'), 'field-missing'],
    ['a text', Buffer.from('fall!'), 'json-invalid'],
    ['seq as a text', Buffer.from(`{"v":1,"seq":"1","sent":${start},"channels":[]}`), 'field-wrong-type'],
    ['a time after 2100', packetBytes(91_002, 5e12), 'time-out-of-range'],
    ['a key twice', Buffer.from(`{"v":1,"seq":1,"seq":2,"sent":${start},"channels":[]}`), 'duplicate-key'],
  ];
  for (const [what, payload, code] of payloads) {
    it(`acknowledges ${what} and keeps it in quarantine as ${code}`, async () => {
      const made = await client();
      await made.publishAsync(topics.data('w1'), payload, { qos: 1 });
      const [row] = await ingest.quarantine(1);
      assert.deepEqual([row?.device, row?.door, row?.code, row?.bytes], ['w1', 'mqtt', code, payload.length]);
      assert.equal(made.connected, true);
      await stillStores();
    });
  }

  const frames: [string, () => Buffer[]][] = [
    ['HTTP', () => [Buffer.from('GET / HTTP/1.1\r\n\r\n')]],
    ['a packet before CONNECT', () => [Buffer.from([0x30, 5, 0, 1, 0x61, 0, 0])]],
    ['CONNECT that announces 256 MiB', () => [Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f])]],
    ['a length of five bytes', () => [Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0x7f])]],
    ['a packet that announces 256 MiB', () => [connectFrame(), Buffer.from([0x32, 0xff, 0xff, 0xff, 0x7f])]],
    ['a packet a little over 256 KiB', () => [connectFrame(), Buffer.from([0x32, 0x81, 0x81, 0x10])]],
    ['a subscription of a megabyte', () => [connectFrame(), Buffer.from([0x82, 0x80, 0x80, 0x40])]],
    ['CONNECT twice', () => [connectFrame(), connectFrame()]],
    ['QoS 3', () => [connectFrame(), Buffer.from([0x36, 0x07, 0, 1, 0x61, 0, 1, 0, 0])]],
    ['a packet type that does not exist', () => [connectFrame(), Buffer.from([0xf0, 0])]],
    ['no topic', () => [connectFrame(), Buffer.from([0x32, 0x04, 0, 0, 0, 1])]],
    ['a wildcard as a topic', () => [connectFrame(), Buffer.from([0x32, 0x05, 0, 1, 0x23, 0, 1])]],
    ['a connection that says nothing', () => []],
    ['half of CONNECT and then nothing', () => [connectFrame().subarray(0, 20)]],
  ];
  for (const [what, pieces] of frames) {
    it(`closes on ${what} and stores the next good packet`, async () => {
      await sendRaw(...pieces());
      await stillStores();
    });
  }

  it('closes a device that falls silent for longer than its keep-alive allows', async () => {
    const connect = connectFrame();
    connect.writeUInt16BE(1, 10); // a second
    await sendRaw(connect);
    await stillStores();
  });

  it('keeps no will, no retained packet and no session', async () => {
    const will = { topic: topics.data('w1'), payload: packetBytes(92_000), qos: 1 as const, retain: true };
    const made = await client({ will, clean: false });
    await made.subscribeAsync(topics.command('w1'), { qos: 1 });
    await made.publishAsync(topics.data('w1'), packetBytes(92_001), { qos: 1, retain: true });
    made.stream.destroy();
    await closed(made);
    const again = await client({ clean: false });
    assert.equal(again.connected, true);
    assert.equal(await ingest.sendCommand('w1', { id: 'c1' }), 'not-connected');
    const stored = await tested.log.stored();
    assert.ok(stored.includes('w1/92001') && !stored.includes('w1/92000'));
  });
});

describe('openMqttDoor', () => {
  for (const qos of [0, 1, 2] as const) {
    it(`stores a packet sent with QoS ${qos}`, async () => {
      const made = await client();
      await made.publishAsync(topics.data('w1'), packetBytes(93_000 + qos), { qos });
      // QoS 0 is not answered: a second packet behind it is.
      await made.publishAsync(topics.data('w1'), packetBytes(93_010 + qos), { qos: 1 });
      const stored = await tested.log.stored();
      assert.ok(stored.includes(`w1/${93_000 + qos}`));
    });
  }

  it('stores what is doubled, shuffled and late once each', async () => {
    const made = await client();
    const order = [5, 1, 4, 4, 2, 3, 1, 5, 0];
    await Promise.all(
      order.map((number) => {
        return made.publishAsync(topics.data('w1'), packetBytes(94_000 + number, start - number * 86_400_000), {
          qos: 1,
        });
      }),
    );
    const stored = (await tested.log.stored()).filter((name) => name.startsWith('w1/9400'));
    assert.deepEqual(
      stored,
      [0, 1, 2, 3, 4, 5].map((number) => `w1/9400${number}`),
    );
  });

  it('does not acknowledge what cannot be stored: it closes, and the resend is stored', async () => {
    tested.log.broken = () => true;
    const made = await client();
    const acknowledged: unknown[] = [];
    const ended = closed(made);
    made.publish(topics.data('w1'), packetBytes(95_000), { qos: 1 }, (error) => acknowledged.push(error ?? 'puback'));
    await ended;
    assert.ok(!acknowledged.includes('puback'));
    tested.log.broken = undefined;
    const again = await client();
    await again.publishAsync(topics.data('w1'), packetBytes(95_000), { qos: 1 });
    assert.ok((await tested.log.stored()).includes('w1/95000'));
  });

  it('takes a reply on the reply topic as a packet', async () => {
    const made = await client();
    const events = [{ e: 'reply' as const, t: start, answer: 'help' as const, command: 'ask-1' }];
    await made.publishAsync(topics.reply('w1'), packetBytes(96_000, start, { channels: [], events }), { qos: 1 });
    assert.deepEqual(tested.committed.at(-1)?.events, [
      { code: 'reply', t: start, readings: [], answer: 'help', command: 'ask-1' },
    ]);
  });

  it('tells a device the time when it listens, and delivers commands to it alone', async () => {
    const made = await client();
    const other = await client({ clientId: 'w2', username: 'w2', password: otherSecret });
    const heard: string[] = [];
    other.on('message', (topic) => heard.push(topic));
    await other.subscribeAsync(topics.command('w2'), { qos: 1 });
    const first = message(made);
    await made.subscribeAsync(topics.command('w1'), { qos: 1 });
    const [topic, payload] = await first;
    assert.equal(topic, topics.command('w1'));
    assert.equal((JSON.parse(String(payload)) as { time: number }).time, start);

    const second = message(made);
    const say = { ko: '괜찮으세요?', en: 'Are you all right?' };
    assert.equal(await ingest.sendCommand('w1', { id: 'ask-1', say, ask: true }), 'delivered');
    assert.deepEqual(JSON.parse(String((await second)[1])), { id: 'ask-1', say, ask: true });
    assert.ok(heard.every((one) => one === topics.command('w2')));
  });

  it('says not-connected of a device that is away, does not listen, or does not acknowledge', async () => {
    assert.equal(await ingest.sendCommand('w1', { id: 'c' }), 'not-connected');
    const made = await client();
    assert.equal(await ingest.sendCommand('w1', { id: 'c' }), 'not-connected');
    await made.endAsync();
    const deaf = raw();
    const topic = text(topics.command('w1'));
    const subscribed = Buffer.concat([Buffer.from([0x82, 2 + topic.length + 1, 0, 1]), topic, Buffer.of(1)]);
    deaf.write(Buffer.concat([connectFrame(), subscribed]));
    const told = new Promise<void>((resolve) => {
      deaf.on('data', (bytes: Buffer) => bytes.includes('"time"') && resolve());
    });
    await told;
    assert.equal(await ingest.sendCommand('w1', { id: 'c' }), 'not-connected');
  });

  it('says not-connected when the device stops listening, or is gone before it acknowledges', async () => {
    const made = await client();
    await made.subscribeAsync(topics.command('w1'), { qos: 1 });
    await made.unsubscribeAsync(topics.command('w1'));
    assert.equal(await ingest.sendCommand('w1', { id: 'c' }), 'not-connected');
    await made.subscribeAsync(topics.command('w1'), { qos: 1 });
    made.stream.pause();
    const sending = ingest.sendCommand('w1', { id: 'c' });
    await ingest.registry.renewSecret('w1').then((renewed) => {
      secret = renewed.secret;
    });
    assert.equal(await sending, 'not-connected');
  });

  it('shows who is connected and when it last said something', async () => {
    const view = () => ingest.devices().find(({ id }) => id === 'w1');
    while (view()?.connected) await new Promise((resolve) => setImmediate(resolve));
    const made = await client();
    assert.deepEqual([view()?.connected, view()?.lastContact], [true, start]);
    await made.endAsync();
    while (view()?.connected) await new Promise((resolve) => setImmediate(resolve));
  });

  it('closes the older of two connections of one device', async () => {
    const older = await client();
    const ended = closed(older);
    const newer = await client();
    await ended;
    assert.equal(newer.connected, true);
    assert.equal(ingest.isConnected('w1'), true);
  });

  it('closes the connection of a device at the moment it is revoked', async () => {
    const { secret: own } = await ingest.registry.add({ id: 'w3', kind: 'test' });
    const made = await client({ clientId: 'w3', username: 'w3', password: own });
    const ended = closed(made);
    await ingest.registry.revoke('w3');
    await ended;
    assert.equal(ingest.isConnected('w3'), false);
  });

  it('serves another device while one floods', async () => {
    const flood = await client();
    const flooding = Array.from({ length: 1500 }, (_, number) => {
      return flood.publishAsync(topics.data('w1'), packetBytes(97_000 + number), { qos: 1 });
    });
    await stillStores();
    await Promise.all(flooding);
    const stored = (await tested.log.stored()).filter((name) => /^w1\/9[78]/.test(name));
    assert.equal(stored.length, 1500);
  });
});
