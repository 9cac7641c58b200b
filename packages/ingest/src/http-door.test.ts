import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import Fastify, { type FastifyInstance } from 'fastify';
import { httpDoor, type Ingest } from './index.ts';
import { openTested, packetBytes, start, type Tested } from './ingest-for-tests.ts';

let tested: Tested;
let ingest: Ingest;
let server: FastifyInstance;
let secret = '';
let otherSecret = '';
let seq = 0;

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
interface Sent {
  payload?: Buffer | string;
  type?: string;
  authorization?: string;
  device?: string;
}

async function post({ payload, type = 'application/cbor', authorization = basic('w1', secret), device = 'w1' }: Sent) {
  const headers: Record<string, string> = {};
  if (authorization) headers.authorization = authorization;
  if (type) headers['content-type'] = type;
  const answer = await server.inject({ method: 'POST', url: `/devices/${device}/data`, headers, payload });
  const { error } = answer.body
    ? (answer.json() as { error: { code: string; message: string } })
    : { error: undefined };
  return { status: answer.statusCode, code: error?.code, message: error?.message, headers: answer.headers };
}

async function stillStores(): Promise<void> {
  seq += 1;
  const answer = await post({ payload: packetBytes(seq), device: 'w2', authorization: basic('w2', otherSecret) });
  assert.equal(answer.status, 204);
  assert.ok((await tested.log.stored()).includes(`w2/${seq}`));
}

before(async () => {
  tested = await openTested();
  ingest = tested.ingest;
  ({ secret } = await ingest.registry.add({ id: 'w1', kind: 'wrist' }));
  ({ secret: otherSecret } = await ingest.registry.add({ id: 'w2', kind: 'wrist' }));
  server = Fastify();
  server.post('/other', (request) => ({ got: request.body }));
  await server.register(httpDoor(ingest, { bodyTimeoutMs: 200 }));
  await server.listen({ host: '127.0.0.1', port: 0 });
});
after(async () => {
  await server.close();
  await tested.close();
});
afterEach(() => {
  tested.log.broken = undefined;
});

describe('httpDoor, at bad input', () => {
  const good = () => packetBytes(50_000);
  const json = (value: unknown) => JSON.stringify(value);
  const minute = { v: 1, seq: 1, sent: start, channels: [{ c: 'spo2', t: start - 2000, dt: 1000, x: [97, 96] }] };
  const cases: [string, () => Sent, number, string][] = [
    ['no login', () => ({ payload: good(), authorization: '' }), 401, 'unauthorized'],
    ['a wrong secret', () => ({ payload: good(), authorization: basic('w1', 'WRONG') }), 401, 'unauthorized'],
    ['an empty secret', () => ({ payload: good(), authorization: basic('w1', '') }), 401, 'unauthorized'],
    [
      'an unknown device',
      () => ({ payload: good(), device: 'x', authorization: basic('x', secret) }),
      401,
      'unauthorized',
    ],
    ['the door of another device', () => ({ payload: good(), device: 'w2' }), 401, 'unauthorized'],
    [
      'the secret of another device',
      () => ({ payload: good(), authorization: basic('w1', otherSecret) }),
      401,
      'unauthorized',
    ],
    ['a bearer token', () => ({ payload: good(), authorization: `Bearer ${secret}` }), 401, 'unauthorized'],
    ['Basic without a colon', () => ({ payload: good(), authorization: `Basic ${btoa('w1')}` }), 401, 'unauthorized'],
    ['Basic that is not base64', () => ({ payload: good(), authorization: 'Basic ***' }), 401, 'unauthorized'],
    ['a hostile path', () => ({ payload: good(), device: '..%2Fw1' }), 401, 'unauthorized'],
    ['a byte more than 256 KiB', () => ({ payload: Buffer.alloc(262_145) }), 413, 'too-large'],
    ['XML', () => ({ payload: '<packet/>', type: 'application/xml' }), 415, 'media-type'],
    ['a form', () => ({ payload: 'v=1', type: 'application/x-www-form-urlencoded' }), 415, 'media-type'],
    ['a text', () => ({ payload: 'hello', type: 'text/plain' }), 415, 'media-type'],
    ['no bytes', () => ({ payload: '' }), 400, 'empty'],
    ['CBOR cut off', () => ({ payload: good().subarray(0, 50) }), 400, 'cbor-truncated'],
    ['CBOR with a tail', () => ({ payload: Buffer.concat([good(), Buffer.of(0)]) }), 400, 'trailing-bytes'],
    ['noise', () => ({ payload: Buffer.alloc(64, 0xff), type: 'application/octet-stream' }), 400, 'cbor-invalid'],
    ['JSON said to be CBOR', () => ({ payload: json(minute) }), 400, 'cbor-truncated'],
    ['CBOR said to be JSON', () => ({ payload: good(), type: 'application/json' }), 400, 'text-not-utf8'],
    ['JSON cut off', () => ({ payload: json(minute).slice(0, 40), type: 'application/json' }), 400, 'json-invalid'],
    ['a list', () => ({ payload: '[]', type: 'application/json' }), 400, 'not-a-map'],
    [
      '__proto__ for a packet',
      () => ({ payload: '{"__proto__":{"v":1}}', type: 'application/json' }),
      400,
      'field-missing',
    ],
    ['version 2', () => ({ payload: json({ ...minute, v: 2 }), type: 'application/json' }), 400, 'version-unknown'],
    [
      'seq 2^53',
      () => ({ payload: json({ ...minute, seq: 2 ** 53 }), type: 'application/json' }),
      400,
      'seq-out-of-range',
    ],
    [
      'a negative time',
      () => ({ payload: json({ ...minute, sent: -1 }), type: 'application/json' }),
      400,
      'time-out-of-range',
    ],
    [
      'samples of tomorrow',
      () => ({
        payload: packetBytes(50_001, start, { channels: [{ c: 'spo2', t: start + 86_400_000, dt: 1000, x: [97] }] }),
      }),
      400,
      'measured-after-sending',
    ],
  ];
  for (const [what, sent, status, code] of cases) {
    it(`answers ${what} with ${status} ${code} and stores the next good packet`, async () => {
      const stored = await tested.log.stored();
      const answer = await post(sent());
      assert.deepEqual([answer.status, answer.code], [status, code]);
      assert.match(answer.message ?? '', /^[A-Za-z].*\.$/);
      assert.deepEqual(await tested.log.stored(), stored);
      if (status === 400) assert.equal((await ingest.quarantine(1))[0]?.code, code);
      if (status === 401) assert.match(String(answer.headers['www-authenticate']), /^Basic realm=/);
      await stillStores();
    });
  }

  it('answers a seq that names another packet with 400 sequence-conflict', async () => {
    assert.equal((await post({ payload: packetBytes(51_000) })).status, 204);
    const answer = await post({ payload: packetBytes(51_000, start, { battery: 5 }) });
    assert.deepEqual([answer.status, answer.code], [400, 'sequence-conflict']);
    await stillStores();
  });

  it('answers 503 when nothing can be stored, and stores the resend', async () => {
    tested.log.broken = () => true;
    const answer = await post({ payload: packetBytes(51_001) });
    assert.deepEqual([answer.status, answer.code, answer.headers['retry-after']], [503, 'not-stored', '5']);
    tested.log.broken = undefined;
    assert.equal((await post({ payload: packetBytes(51_001) })).status, 204);
  });

  it('answers a revoked device with 401', async () => {
    const { secret: own } = await ingest.registry.add({ id: 'gone', kind: 'test' });
    await ingest.registry.revoke('gone');
    const answer = await post({ payload: packetBytes(1), device: 'gone', authorization: basic('gone', own) });
    assert.deepEqual([answer.status, answer.code], [401, 'unauthorized']);
  });

  it('answers 429 to more than 32 packets of one device on their way', async () => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, at) => post({ payload: packetBytes(52_000 + at) })),
    );
    const statuses = new Set(answers.map(({ status }) => status));
    assert.ok(statuses.has(204));
    assert.ok([...statuses].every((status) => status === 204 || status === 429));
    assert.equal((await post({ payload: packetBytes(53_000) })).status, 204);
  });

  it('reads nothing of a stranger: 401 comes before the body', async () => {
    const { port } = server.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.write(
      'POST /devices/w1/data HTTP/1.1\r\nhost: x\r\ncontent-type: application/cbor\r\ncontent-length: 200000\r\n\r\n',
    );
    const [head] = (await once(socket, 'data')) as [Buffer];
    assert.match(String(head), /^HTTP\/1\.1 401/);
    socket.destroy();
    await stillStores();
  });

  it('leaves no trace of a body that breaks off', async () => {
    const { port } = server.server.address() as AddressInfo;
    const stored = await tested.log.stored();
    const socket = connect(port, '127.0.0.1');
    const head = `authorization: ${basic('w1', secret)}\r\ncontent-type: application/cbor\r\ncontent-length: 500\r\n`;
    socket.write(`POST /devices/w1/data HTTP/1.1\r\nhost: x\r\n${head}\r\n`);
    socket.write(packetBytes(54_000).subarray(0, 100), () => socket.destroy());
    await once(socket, 'close');
    await stillStores();
    assert.deepEqual((await tested.log.stored()).length, stored.length + 1);
  });
});

describe('httpDoor', () => {
  it('gives up a body that never ends', async () => {
    const { port } = server.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    const head = `authorization: ${basic('w1', secret)}\r\ncontent-type: application/cbor\r\ncontent-length: 500\r\n`;
    socket.write(`POST /devices/w1/data HTTP/1.1\r\nhost: x\r\n${head}\r\n`);
    const dribble = setInterval(() => socket.write(Buffer.of(0)), 20);
    socket.on('error', () => undefined);
    socket.resume();
    await new Promise<void>((resolve) => socket.once('close', () => resolve()));
    clearInterval(dribble);
    await stillStores();
  });

  it('answers 204 after the commit, of a repeat too', async () => {
    const payload = packetBytes(60_000);
    assert.equal((await post({ payload })).status, 204);
    assert.ok((await tested.log.stored()).includes('w1/60000'));
    assert.equal((await post({ payload })).status, 204);
  });

  it('takes JSON, with a charset too, and tells the format from the bytes of an octet stream', async () => {
    const packet = (number: number) => JSON.stringify({ v: 1, seq: number, sent: start, channels: [] });
    assert.equal((await post({ payload: packet(60_001), type: 'application/json; charset=utf-8' })).status, 204);
    assert.equal((await post({ payload: packet(60_002), type: 'application/octet-stream' })).status, 204);
    assert.equal((await post({ payload: packetBytes(60_003), type: 'application/octet-stream' })).status, 204);
  });

  it('takes a packet of exactly 256 KiB', async () => {
    const packet = JSON.stringify({ v: 1, seq: 60_004, sent: start, channels: [] });
    const payload = packet.padEnd(262_144, ' ');
    assert.equal((await post({ payload, type: 'application/json' })).status, 204);
  });

  it('leaves the other routes of the server as they are', async () => {
    const answer = await server.inject({ method: 'POST', url: '/other', payload: { a: 1 } });
    assert.deepEqual(answer.json(), { got: { a: 1 } });
  });
});
