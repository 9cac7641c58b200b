/** What does not start says why in one line, and ends. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

const main = join(import.meta.dirname, '../src/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'start-'));
const taken = createServer();
let port = 0;

before(async () => {
  taken.listen(0, '127.0.0.1');
  await once(taken, 'listening');
  port = (taken.address() as AddressInfo).port;
});
after(() => taken.close());

/** Runs `munan …` to its end, with nothing on stdin. */
function munan(args: string[], environment: NodeJS.ProcessEnv = {}): Promise<{ code: unknown; said: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', main, ...args],
      { env: { ...process.env, MUNAN_LOG: 'error', ...environment }, timeout: 60_000 },
      (error, stdout, stderr) => resolve({ code: error ? (error.code ?? error.signal) : 0, said: stdout + stderr }),
    );
    child.stdin?.end();
  });
}

const place = (name: string): string[] => ['--no-demo', '--data', join(folder, name), '--http', '0', '--mqtt', '0'];

test('serve on a port that is taken ends with code 2 and a line that names the option', async () => {
  for (const door of ['http', 'mqtt']) {
    const { code, said } = await munan(['serve', ...place('taken'), `--${door}`, String(port)]);
    assert.equal(code, 2, said);
    assert.match(
      said,
      new RegExp(`^munan serve: --${door} is ${port}, and another program listens on 127.0.0.1:${port}.*\n$`),
    );
  }
});

test('serve on an address that is not this machine’s ends with code 2', async () => {
  const { code, said } = await munan(['serve', ...place('host'), '--host', '203.0.113.9']);
  assert.equal(code, 2, said);
  assert.match(said, /^munan serve: --host is "203\.0\.113\.9"; allowed is an address of this machine .*\n$/);
});

test('serve with a certificate that is none, or an unknown log level, ends with code 2', async () => {
  const file = join(folder, 'no-certificate.pem');
  writeFileSync(file, 'hello');
  const tls = await munan(['serve', ...place('tls'), '--mqtt-tls-cert', file, '--mqtt-tls-key', file]);
  assert.equal(tls.code, 2, tls.said);
  assert.match(tls.said, /^munan serve: --mqtt-tls-cert is .*allowed are a certificate and its own private key.*\n$/);
  const loud = await munan(['serve', ...place('loud')], { MUNAN_LOG: 'loud' });
  assert.equal(loud.code, 2, loud.said);
  assert.match(loud.said, /^munan serve: MUNAN_LOG is "loud"; allowed is trace, .*\n$/);
});

test('user add with nobody to type the password ends with code 2', async () => {
  const wanted = ['--id', 'u1', '--name', 'U', '--role', 'doctor', '--data', join(folder, 'user')];
  const { code, said } = await munan(['user', 'add', ...wanted]);
  assert.equal(code, 2, said);
  assert.match(said, /no password was given; type it, or set MUNAN_PASSWORD/);
});

test('replay of a file that cannot be read ends before a test person is enrolled for it', async () => {
  const file = join(folder, 'U01_acc.csv');
  writeFileSync(file, 'junk,1,2\n');
  const { code, said } = await munan(['replay', file, '--data', join(folder, 'replay')]);
  assert.equal(code, 1, said);
  // No server runs here: had it looked for one first, to enrol somebody, it would say so.
  assert.match(said, /^munan replay: .*U01_acc\.csv looks like none of the known formats.*\n$/);
});
