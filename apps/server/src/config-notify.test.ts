import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ConfigError, readConfig } from './config.ts';

const data = mkdtempSync(join(tmpdir(), 'config-notify-'));
after(() => rmSync(data, { recursive: true }));
let files = 0;
function fileOf(text: string): string {
  const path = join(data, `secret-${files++}`);
  writeFileSync(path, text);
  return path;
}
const token = 'token-of-the-gateway';
const secret = 'secret-to-sign-with-1';
const both = fileOf(`${token}\n${secret}\n`);
const outside = ['--public-url', 'https://munan.example', '--behind-tls'];
const gateway = (url: string, file = both) => ['--gateway-url', url, '--gateway-secret-file', file, ...outside];
const mail = (url: string) => ['--smtp-url-file', fileOf(url), '--mail-from', 'munan@example.kr'];
const read = (args: string[], environment = {}) => readConfig(['--data', data, ...args], environment).notify;

test('readConfig has no way out of the house where none is given', () => {
  assert.deepEqual(read([]), { pushHosts: [] });
});

test('readConfig reads the gateway with its two secrets, and the mail server with its password from a file', () => {
  assert.deepEqual(read(gateway('https://sms.example/munan/'))?.gateway, {
    url: 'https://sms.example/munan',
    token,
    secret,
  });
  assert.deepEqual(read(mail('smtps://munan:p%40ss@mail.example.kr'))?.smtp, {
    ...{ host: 'mail.example.kr', port: 465, secure: true, user: 'munan', password: 'p@ss' },
  });
  assert.deepEqual(read(mail('smtp://[::1]:2525'))?.smtp, { host: '::1', port: 2525, secure: false });
  const environment = { MUNAN_SMTP_URL_FILE: fileOf('smtp://mail.example.kr\n'), MUNAN_MAIL_FROM: 'a@b.kr' };
  assert.deepEqual(read([], environment)?.smtp, { host: 'mail.example.kr', port: 587, secure: false });
  const more = ['--push-contact', 'mailto:it@example.kr', '--push-hosts', 'push.local:8443'];
  assert.deepEqual(read(more), { pushContact: 'mailto:it@example.kr', pushHosts: ['push.local:8443'] });
});

const wrong: [name: string, args: string[], sentence: RegExp][] = [
  ['a gateway without its secrets', ['--gateway-url', 'https://sms.example'], /go together; only one was given/],
  ['secrets without their gateway', ['--gateway-secret-file', both], /go together; only one was given/],
  ['a gateway that cannot call back', gateway('https://sms.example').slice(0, 4), /--gateway-url needs --public-url/],
  ['a gateway by http', gateway('http://sms.example'), /--gateway-url is "http:\/\/sms.example"; allowed is https/],
  ['a gateway that is no address', gateway('sms'), /--gateway-url is "sms"/],
  ['a gateway with a password', gateway('https://a:hush@sms.example'), /--gateway-url is "https:\/\/…@sms.example"/],
  ['a gateway with a query', gateway('https://sms.example/?key=1'), /--gateway-url is/],
  [
    'a secret file that is not there',
    gateway('https://sms.example', 'none'),
    /--gateway-secret-file is "none"; allowed is a file/,
  ],
  ['one secret', gateway('https://sms.example', fileOf(token)), /two different lines/],
  ['twice the same secret', gateway('https://sms.example', fileOf(`${token}\n${token}`)), /two different lines/],
  ['three secrets', gateway('https://sms.example', fileOf(`${token}\n${secret}\nmore`)), /two different lines/],
  ['a short secret', gateway('https://sms.example', fileOf(`${token}\nshort`)), /16 letters at least/],
  [
    'a token with a space',
    gateway('https://sms.example', fileOf(`token of the gateway\n${secret}`)),
    /letters that a header cannot hold/,
  ],
  ['mails from nobody', mail('smtps://mail.example.kr').slice(0, 2), /--smtp-url-file needs --mail-from/],
  ['mails from two', [...mail('smtp://m.kr').slice(0, 3), 'a@b.kr,c@d.kr'], /--mail-from is "a@b.kr,c@d.kr"/],
  ['mails from a name', [...mail('smtp://m.kr').slice(0, 3), 'Munan'], /--mail-from is "Munan"/],
  ['a mail server by http', mail('https://mail.example.kr'), /allowed is a file with smtps:/],
  ['a mail server with a path', mail('smtp://mail.example.kr/x'), /allowed is a file with smtps:/],
  ['a mail server with a broken escape', mail('smtp://a:%E0%A4@mail.example.kr'), /allowed is a file with smtps:/],
  ['an empty file of the mail server', mail(''), /allowed is a file with smtps:/],
  [
    'a contact without its scheme',
    ['--push-contact', 'it@example.kr'],
    /--push-contact is "it@example.kr"; allowed are mailto:/,
  ],
  ['push hosts with a path', ['--push-hosts', 'push.local/x'], /--push-hosts has "push.local\/x"/],
];
for (const [name, args, sentence] of wrong)
  test(`readConfig refuses ${name} in a sentence, without a secret in it`, () => {
    assert.throws(
      () => read(args),
      (error) => {
        assert.ok(error instanceof ConfigError, String(error));
        assert.match(error.message, sentence);
        assert.doesNotMatch(error.message, /hush|p@ss|secret-to-sign/);
        return true;
      },
    );
  });
