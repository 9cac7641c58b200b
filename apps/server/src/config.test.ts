import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ConfigError, readConfig } from './config.ts';

const data = mkdtempSync(join(tmpdir(), 'config-'));
const args = (...given: string[]): string[] => ['--data', data, ...given];

test('readConfig has defaults, and the command line goes before the environment', () => {
  const config = readConfig(args(), {});
  assert.deepEqual(
    [config.httpPort, config.mqttPort, config.host, config.demonstration, config.databaseUrl],
    [8080, 1883, '127.0.0.1', true, `sqlite:${join(data, 'munan.sqlite')}`],
  );
  assert.equal(readConfig(args(), { MUNAN_HTTP: '9001' }).httpPort, 9001);
  assert.equal(readConfig(args('--http', '9002'), { MUNAN_HTTP: '9001' }).httpPort, 9002);
  assert.equal(readConfig(args(), { MUNAN_NO_DEMO: '1' }).demonstration, false);
  assert.equal(readConfig(args('--no-demo'), {}).demonstration, false);
});

const wrong: [name: string, args: string[], environment: NodeJS.ProcessEnv, sentence: RegExp][] = [
  [
    'a port that is a word',
    args('--http', 'eighty'),
    {},
    /--http is "eighty"; allowed is a whole number from 0 to 65535/,
  ],
  ['a port out of range', args('--mqtt', '70000'), {}, /--mqtt is "70000"/],
  ['a wrong variable names the variable', args(), { MUNAN_MQTT: '-1' }, /MUNAN_MQTT is "-1"/],
  ['the same port twice', args('--http', '5000', '--mqtt', '5000'), {}, /both 5000/],
  ['an unknown option lists the known', args('--htpp', '1'), {}, /Unknown option '--htpp'.*known are --data, --http/],
  ['a host with a space', args('--host', 'my host'), {}, /--host is "my host"/],
  ['a folder that is a file', ['--data', import.meta.filename], {}, /--data is .*allowed is a folder/],
  [
    'another database',
    args('--database-url', 'mysql://secret:word@x/y'),
    {},
    /begins with "mysql:\/\/secr"; allowed is postgres:/,
  ],
  ['half a certificate', args('--mqtt-tls-cert', 'x.pem'), {}, /go together/],
  [
    'a certificate that is not there',
    args('--mqtt-tls-cert', 'x.pem', '--mqtt-tls-key', 'y.pem'),
    {},
    /"x.pem"; allowed is a file/,
  ],
  ['a public address by http', args('--public-url', 'http://munan.example'), {}, /--public-url is .*allowed is https:/],
  ['a public address with a path', args('--public-url', 'https://munan.example/x'), {}, /--public-url is/],
  ['https without its proxy', args('--public-url', 'https://munan.example'), {}, /give --behind-tls too/],
  ['a provider by http', args('--oidc-issuer', 'http://idp.example'), {}, /--oidc-issuer is/],
  ['a provider without our id there', args('--oidc-issuer', 'https://idp.example'), {}, /needs --oidc-client-id/],
  ['an id without its provider', args('--oidc-client-id', 'x'), {}, /without --oidc-issuer/],
  [
    'a flag that is a word',
    args(),
    { MUNAN_NO_DEMO: 'perhaps' },
    /MUNAN_NO_DEMO is "perhaps"; allowed are true and false/,
  ],
];
for (const [name, given, environment, sentence] of wrong)
  test(`readConfig refuses ${name}`, () => {
    assert.throws(
      () => readConfig(given, environment),
      (error) => error instanceof ConfigError && sentence.test(error.message) && !error.message.includes('\n'),
    );
  });
