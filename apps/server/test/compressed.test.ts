import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { bearer } from './house-for-tests.ts';
import { SyncHouse } from './sync-for-tests.ts';

describe('openApp() compresses', () => {
  const there = new SyncHouse();
  let device: string;
  before(async () => {
    await there.begin();
    device = (await there.device('anna')).device;
  });
  after(() => there.end());

  const pull = (encoding?: string) =>
    there.request(
      'anna',
      'POST',
      '/api/sync/pull',
      { device, have: {}, forms: {} },
      encoding ? { 'accept-encoding': encoding } : {},
    );

  it('what is longer than 1 KB, in the way the browser takes; what holds a key never', async () => {
    const plain = await pull();
    assert.equal(plain.headers['content-encoding'], undefined);
    for (const [encoding, unpack] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
    ] as const) {
      const answer = await pull(`${encoding}, deflate`);
      assert.equal(answer.headers['content-encoding'], encoding);
      assert.equal(answer.headers['cache-control'], 'no-store');
      assert.ok(answer.rawPayload.length < plain.rawPayload.length / 3);
      assert.deepEqual(JSON.parse(unpack(answer.rawPayload).toString()), plain.json());
    }
    const me = await there.request('anna', 'GET', '/api/me', undefined, { 'accept-encoding': 'br' });
    assert.equal(me.headers['content-encoding'], undefined);
    const name = 'x'.repeat(100);
    const enrolled = await there.request('anna', 'POST', '/api/sync/device', { name }, { 'accept-encoding': 'br' });
    assert.deepEqual([enrolled.statusCode, enrolled.headers['content-encoding']], [200, undefined]);
  });

  it('not the event stream: each event is there when it is said', async () => {
    await there.app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = there.app.server.address() as AddressInfo;
    const authorization = await bearer(there.house.config.dataFolder, 'doctor', 'doctor', there.clock.now());
    const request = get({ port, path: '/api/stream', headers: { authorization, 'accept-encoding': 'br, gzip' } });
    const [response] = await once(request, 'response');
    assert.equal(response.headers['content-encoding'], undefined);
    response.setEncoding('utf8');
    const [hello] = await once(response, 'data');
    assert.match(hello, /^event: hello\ndata: /);
    there.house.live.publish({ type: 'day', data: { person: 'p1' } }, 'p1');
    const visit = there.visit('p1');
    const heard = once(response, 'data');
    await there.push('anna', device, [there.message('visit', { visit })]);
    const [event] = await heard;
    assert.match(event, /^event: visit\n/);
    assert.ok(event.includes(visit.id));
    request.destroy();
    for (const end of there.house.streams) end();
  });
});
