import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
    'a place that is a word',
    args('--health-centre', 'Changwon'),
    {},
    /--health-centre is "Changwon"; allowed are a latitude/,
  ],
  ['a place the wrong way round', args('--health-centre', '128.64,35.25'), {}, /--health-centre is "128.64,35.25"/],
  [
    'a desk that is always asleep',
    args('--desk-asleep-minutes', '0'),
    {},
    /--desk-asleep-minutes is "0"; allowed is a whole number from 1 to 60/,
  ],
  [
    'a desk that sleeps for an hour and more',
    [],
    { MUNAN_DESK_ASLEEP_MINUTES: '90' },
    /MUNAN_DESK_ASLEEP_MINUTES is "90"/,
  ],
  [
    'a number nobody can call',
    args('--centre-phone', 'ask at the door'),
    {},
    /--centre-phone is "ask at the door"; allowed are digits/,
  ],
  ['no visits a day', args('--visits-a-day', '0'), {}, /--visits-a-day is "0"; allowed is a whole number from 1 to 40/],
  [
    'a road matrix that is not there',
    args('--road-matrix', 'none.json'),
    {},
    /"none.json"; allowed is a file that can be read/,
  ],
  ['a road matrix that is no JSON', args('--road-matrix', import.meta.filename), {}, /allowed is a file of JSON/],
  [
    'a road matrix of other things',
    args('--road-matrix', join(import.meta.dirname, '../package.json')),
    {},
    /--road-matrix is .*must have required properties/,
  ],
  ['a heartbeat by mail', args('--heartbeat-url', 'mailto:a@b.example'), {}, /--heartbeat-url is .*allowed is https:/],
  [
    'a heartbeat with a password',
    args('--heartbeat-url', 'https://a:b@c.example/'),
    {},
    /without a user and a password/,
  ],
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

test('readConfig takes the place where the day begins, and ways by road from the point that is nearest', () => {
  const folder = mkdtempSync(join(tmpdir(), 'munan-roads-'));
  const file = join(folder, 'roads.json');
  const [a, b] = [
    { latitude: 35.25, longitude: 128.64 },
    { latitude: 35.2, longitude: 128.7 },
  ] as const;
  const write = (metres: number[][]) => writeFileSync(file, JSON.stringify({ points: [a, b], metres }));
  write([
    [0, 9100],
    [8800, 0],
  ]);
  const options = ['--health-centre', '35.2279, 128.6817', '--visits-a-day', '6', '--road-matrix', file];
  const { healthCentre, visitsADay, roads } = readConfig(args(...options), {});
  assert.deepEqual([healthCentre, visitsADay], [{ latitude: 35.2279, longitude: 128.6817 }, 6]);
  assert.deepEqual([roads?.(a, b), roads?.(b, { ...a, latitude: 35.2502 }), roads?.(a, a)], [9100, 8800, 0]);
  assert.equal(roads?.(a, { latitude: 35.3, longitude: 128.64 }), undefined, 'five kilometres from any point');
  write([[0, 1]]);
  assert.throws(() => readConfig(args(...options), {}), /as many rows and columns as there are points \(2\)/);
  rmSync(folder, { recursive: true });
});

test('readConfig says when the desk is asleep and the number of the centre', () => {
  assert.equal(readConfig(args(), {}).deskAsleepMinutes, 5);
  const { deskAsleepMinutes, centrePhone } = readConfig(
    args('--desk-asleep-minutes', '12', '--centre-phone', '055-123-4567'),
    {},
  );
  assert.deepEqual([deskAsleepMinutes, centrePhone], [12, '055-123-4567']);
});
