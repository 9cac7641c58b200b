import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, it } from 'node:test';
import { type Log, ManualClock, silentLog } from '@munan/runtime';
import { Heartbeat } from './heartbeat.ts';

const minute = 60_000;
const heard: string[] = [];
const said: string[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const server = createServer((request, response) => {
  heard.push(`${request.method} ${request.url}`);
  answer(request, response);
});
let clock: ManualClock;
let beats: Heartbeat;
const log = {
  ...silentLog,
  warn: (_: object, words: string) => said.push(words),
  info: (_: object, words: string) => said.push(words),
} as unknown as Log;
const beat = async (isWell: boolean, afterMs = 0) => {
  clock.advance(afterMs);
  beats.beat(isWell);
  await beats.settled();
};

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
beforeEach(() => {
  heard.length = said.length = 0;
  answer = (_, response) => response.end('OK');
  clock = new ManualClock();
  const { port } = server.address() as AddressInfo;
  beats = new Heartbeat({ url: `http://127.0.0.1:${port}/ping/5c1?k=v`, clock, log });
});
after(() => {
  server.closeAllConnections();
  server.close();
});

it('Heartbeat.beat asks its address at most once a minute while all is well', async () => {
  for (let second = 0; second < 120; second += 15) await beat(true, second === 0 ? 0 : 15_000);
  assert.deepEqual(heard, ['GET /ping/5c1?k=v', 'GET /ping/5c1?k=v']);
  assert.deepEqual(said, []);
});

it('Heartbeat.beat asks /fail at once when something is wrong, and the address again when it is well', async () => {
  await beat(true);
  await beat(false, 15_000);
  await beat(false, 15_000);
  await beat(true, 15_000);
  assert.deepEqual(heard, ['GET /ping/5c1?k=v', 'GET /ping/5c1/fail?k=v', 'GET /ping/5c1?k=v']);
});

const bad: [string, typeof answer][] = [
  ['an error', (_, response) => response.writeHead(500).end()],
  ['a closed connection', (request) => request.socket.destroy()],
  ['garbage', (request) => request.socket.end('\0\0not http\r\n\r\n')],
  [
    'a redirect to elsewhere',
    (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/stolen' }).end('x'.repeat(100_000)),
  ],
];
for (const [name, worse] of bad)
  it(`Heartbeat.beat lives with ${name}: said once in the log, and once when it is heard again`, async () => {
    answer = worse;
    await beat(true);
    await beat(true, minute);
    answer = (_, response) => response.end('OK');
    await beat(true, minute);
    await beat(true, minute);
    assert.equal(heard.length, 4);
    assert.deepEqual(said, ['the heartbeat is not heard', 'the heartbeat is heard again']);
  });

it('Heartbeat.beat never waits: while one is under way the next is left out', async () => {
  let release: (() => void) | undefined;
  answer = (_, response) => {
    release = () => response.end('late');
  };
  beats.beat(true);
  await once(server, 'request');
  clock.advance(minute);
  beats.beat(true);
  beats.beat(false);
  release?.();
  await beats.settled();
  assert.equal(heard.length, 1);
});

it('Heartbeat.beat takes an answer without an end for heard', async () => {
  answer = (_, response) => void response.writeHead(200).write('for ever');
  await beat(true);
  assert.deepEqual([heard.length, said], [1, []]);
});
