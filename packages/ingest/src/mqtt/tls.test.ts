import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { topics } from '@munan/flow';
import { connectAsync } from 'mqtt';
import { type MqttDoor, openMqttDoor } from '../index.ts';
import { openTested, packetBytes, type Tested } from '../ingest-for-tests.ts';

// Made for this test, of localhost, good for a hundred years; it protects nothing.
const key = [
  '-----BEGIN PRIVATE KEY-----',
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgSd145NWfHZtOhRqy',
  'RKstYqTHacs8fBU/guVU9f2T11ChRANCAARmZmS2BwxsLWpys4AuV/+QasLPFC7z',
  'j9lZbZeZs2OjLF4LQj+gXwZ9SxA4AFgu+8vlA1GF0JTjBLLKZHLHKb1j',
  '-----END PRIVATE KEY-----',
].join('\n');
const cert = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBnDCCAUGgAwIBAgIUTU14aJZc2Rxw6Wq3LTJQtzqCDGcwCgYIKoZIzj0EAwIw',
  'FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjIyMDAwMVoYDzIxMjYxMDI5',
  'MjIwMDAxWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO',
  'PQMBBwNCAARmZmS2BwxsLWpys4AuV/+QasLPFC7zj9lZbZeZs2OjLF4LQj+gXwZ9',
  'SxA4AFgu+8vlA1GF0JTjBLLKZHLHKb1jo28wbTAdBgNVHQ4EFgQUTUp2h5NVG2yQ',
  'T0msGY74Spx4OugwHwYDVR0jBBgwFoAUTUp2h5NVG2yQT0msGY74Spx4OugwDwYD',
  'VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI',
  'zj0EAwIDSQAwRgIhAISmyg2WZkg3gdn4mVb2U6qXU9/V0ikTBxmjNVzn65TQAiEA',
  'gvLp0vwD2zG4EzeaQxDI2/G2V/hHFRlMc/hVbqKOVtU=',
  '-----END CERTIFICATE-----',
].join('\n');

let tested: Tested;
let door: MqttDoor;
let secret = '';

before(async () => {
  tested = await openTested();
  ({ secret } = await tested.ingest.registry.add({ id: 'w1', kind: 'wrist' }));
  door = await openMqttDoor(tested.ingest, { host: '127.0.0.1', port: 0, tls: { key, cert }, connectTimeoutMs: 300 });
});
after(async () => {
  await door.close();
  await tested.close();
});

const connect = (ca: string) => {
  const login = { clientId: 'w1', username: 'w1', password: secret, reconnectPeriod: 0 };
  return connectAsync(`mqtts://127.0.0.1:${door.port}`, { ...login, ca, servername: 'localhost' });
};

describe('openMqttDoor with tls', () => {
  it('stores a packet that comes by TLS', async () => {
    const client = await connect(cert);
    await client.publishAsync(topics.data('w1'), packetBytes(1), { qos: 1 });
    assert.deepEqual(await tested.log.stored(), ['w1/1']);
    await client.endAsync();
  });

  it('guards the bytes inside TLS too', async () => {
    const client = await connect(cert);
    client.on('error', () => undefined);
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    client.stream.write(Buffer.from([0x32, 0xff, 0xff, 0xff, 0x7f]));
    await closed;
    assert.equal(tested.ingest.counters.brokenConnections > 0, true);
  });

  it('closes on one who speaks without TLS, or says nothing', async () => {
    for (const bytes of [Buffer.from([0x10, 0x00]), Buffer.alloc(0)]) {
      const socket = connectTcp(door.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.resume();
      socket.write(bytes);
      await once(socket, 'close').catch(() => undefined);
    }
    const client = await connect(cert);
    await client.publishAsync(topics.data('w1'), packetBytes(2), { qos: 1 });
    await client.endAsync();
  });
});
