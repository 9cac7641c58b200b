import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { OutgoingMessage } from '@munan/flow';
import {
  ConsoleChannel,
  GatewayChannel,
  type Handed,
  openLog,
  type PushSubscriber,
  pushKeysOf,
  SmtpChannel,
  silentLog,
  systemClock,
  topicOf,
  WebPushChannel,
} from '@munan/runtime';
import { GatewayForTests, type GatewayMode, gatewaySecret, gatewayToken } from './gateway-for-tests.ts';
import { PushServiceForTests } from './push-service-for-tests.ts';
import { SmtpForTests } from './smtp-for-tests.ts';

const now = Date.now();
const messageTo = (address: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id: 'a-1.1',
  channel: 'text',
  to: { name: '박딸', address, language: 'ko' },
  title: '확인이 필요합니다',
  body: '[문안] 김정자님 안부를 확인해 주세요. 1: 괜찮음 2: 도움',
  link: '/family',
  keys: [
    { key: '1', means: 'ok' },
    { key: '2', means: 'help' },
  ],
  urgent: true,
  expiresAt: now + 180_000,
  ...more,
});
const never = () => new AbortController().signal;
const codeOf = (handed: Handed) => `${handed.state} ${'code' in handed ? handed.code : ''}`.trim();

describe('GatewayChannel', () => {
  let gateway: GatewayForTests;
  const channelOf = (name: 'text' | 'voice', more = {}) =>
    new GatewayChannel(
      name,
      { url: gateway.url, token: gatewayToken, secret: gatewaySecret, publicUrl: 'https://munan.example', ...more },
      systemClock,
    );
  beforeEach(async () => {
    gateway = await GatewayForTests.open();
  });
  afterEach(() => gateway.close());

  it('sends a text as the contract has it, with its link; a call has none to read out', async () => {
    const handed = await channelOf('text').send(messageTo('010-1234-5678'), never());
    assert.deepEqual(handed, { state: 'sent', reference: 'ref-a-1.1' });
    await channelOf('voice').send(messageTo('+82 10 1234 5678', { id: 'a-2.1' }), never());
    const [text, voice] = gateway.told;
    assert.deepEqual(text, {
      ...{ id: 'a-1.1', channel: 'text', to: '01012345678', language: 'ko', title: '확인이 필요합니다' },
      text: '[문안] 김정자님 안부를 확인해 주세요. 1: 괜찮음 2: 도움\nhttps://munan.example/family',
      keys: messageTo('').keys,
      ...{ urgent: true, expiresAt: now + 180_000, callback: 'https://munan.example/hooks/gateway' },
    });
    assert.deepEqual([voice?.to, voice?.text.includes('https')], ['+821012345678', false]);
    assert.deepEqual(gateway.complaints, []);
  });

  const answers: [GatewayMode, string][] = [
    ['garbage', 'unreachable bad-answer'],
    ['huge', 'unreachable bad-answer'],
    ['redirect', 'unreachable bad-answer'],
    ['fails', 'unreachable gateway-failed'],
    ['too-many', 'unreachable too-many'],
    ['cut', 'unreachable not-connected'],
    ['refuses', 'refused bad-number'],
  ];
  for (const [mode, wanted] of answers)
    it(`says ${wanted} of a gateway in the mode ${mode}, and asked again it tells nobody twice`, async () => {
      gateway.mode = mode;
      const first = await channelOf('text').send(messageTo('010-1234-5678'), never());
      assert.equal(codeOf(first), wanted);
      if (mode === 'too-many') assert.equal('afterMs' in first && first.afterMs, 7_000);
      gateway.mode = 'normal';
      assert.equal((await channelOf('text').send(messageTo('010-1234-5678'), never())).state, 'sent');
      assert.equal(gateway.told.length, 1);
      assert.equal(gateway.requests, 2);
    });

  for (const mode of ['never', 'slow'] as const)
    it(`gives a gateway in the mode ${mode} up when its time is over`, async () => {
      gateway.mode = mode;
      const stop = new AbortController();
      const sending = channelOf('text').send(messageTo('010-1234-5678'), stop.signal);
      await gateway.heard(1);
      stop.abort();
      assert.equal(codeOf(await sending), 'unreachable timeout');
      gateway.release();
    });

  it('does not ask at all for what is no number, and says which token is wrong', async () => {
    for (const address of ['', 'call me', '12', '010-1234-5678; drop', '0'.repeat(16), 'a@b.kr', '+'])
      assert.equal(codeOf(await channelOf('text').send(messageTo(address), never())), 'refused bad-number', address);
    assert.equal(gateway.requests, 0);
  });

  it('is unreachable where nobody listens', async () => {
    const url = 'http://127.0.0.1:9';
    const handed = await channelOf('text', { url }).send(messageTo('010-1234-5678'), never());
    assert.equal(codeOf(handed), 'unreachable not-connected');
    assert.doesNotMatch(JSON.stringify(handed), /127\.0\.0\.1/);
  });
});

describe('SmtpChannel', () => {
  let server: SmtpForTests;
  let port: number;
  const channelOf = (more = {}) =>
    new SmtpChannel({
      ...{ host: '127.0.0.1', port, secure: false, from: 'munan@example.kr', publicUrl: 'https://munan.example' },
      ...more,
    });
  const mail = (more: Partial<OutgoingMessage> = {}) => messageTo('daughter@example.kr', { channel: 'mail', ...more });
  before(async () => {
    server = new SmtpForTests();
    port = await server.open();
  });
  beforeEach(() => {
    server.mode = 'normal';
    server.mails.length = 0;
  });
  after(() => server.close());

  it('sends a mail with the same Message-ID at each try, and with the link', async () => {
    assert.equal((await channelOf().send(mail(), never())).state, 'sent');
    assert.equal((await channelOf().send(mail(), never())).state, 'sent');
    const [first, second] = server.mails;
    assert.deepEqual([first?.from, first?.to], ['munan@example.kr', ['daughter@example.kr']]);
    const idOf = (text = '') => /^Message-ID: (<[0-9a-f]{32}@example\.kr>)/im.exec(text)?.[1];
    assert.ok(idOf(first?.text));
    assert.equal(idOf(first?.text), idOf(second?.text));
    const [head = '', body = ''] = first?.text.split('\r\n\r\n') ?? [];
    assert.match(head, /^Auto-Submitted: auto-generated/im);
    assert.match(head, /^Importance: high/im);
    assert.match(head, /^Content-Transfer-Encoding: base64/im);
    assert.equal(
      Buffer.from(body, 'base64').toString().trim().replaceAll('\r\n', '\n'),
      '[문안] 김정자님 안부를 확인해 주세요. 1: 괜찮음 2: 도움\n\nhttps://munan.example/family',
    );
  });

  const answers: ['rejects' | 'defers' | 'cut' | 'silent', string][] = [
    ['rejects', 'refused rejected'],
    ['defers', 'unreachable deferred'],
    // The mail may have arrived: it is not sent again.
    ['cut', 'refused answer-lost'],
    ['silent', 'refused answer-lost'],
  ];
  for (const [mode, wanted] of answers)
    it(`says ${wanted} of a server in the mode ${mode}`, async () => {
      server.mode = mode;
      const stop = new AbortController();
      const taken = server.next();
      const sending = channelOf().send(mail(), stop.signal);
      if (mode === 'silent') {
        await taken;
        stop.abort();
      }
      assert.equal(codeOf(await sending), wanted);
    });

  it('takes no address that could be two, or a header', async () => {
    const bad = ['', 'x', 'a@b.kr, c@d.kr', 'a@b.kr\r\nBcc: c@d.kr', '<a@b.kr>', 'a b@c.kr', `${'x'.repeat(300)}@b.kr`];
    for (const address of bad)
      assert.equal(codeOf(await channelOf().send(messageTo(address), never())), 'refused bad-address', address);
    const name = 'Park\r\nBcc: other@example.kr';
    await channelOf().send(
      mail({ to: { name, address: 'daughter@example.kr', language: 'ko' }, title: name }),
      never(),
    );
    assert.deepEqual(server.mails[0]?.to, ['daughter@example.kr']);
    assert.doesNotMatch(server.mails[0]?.text ?? '', /^Bcc:/im);
  });

  it('is unreachable where nobody listens, and with a password that is wrong', async () => {
    assert.equal(codeOf(await channelOf({ port: 9 }).send(mail(), never())), 'unreachable not-connected');
    const locked = new SmtpForTests({ user: 'munan', password: 'right' });
    const at = await locked.open();
    const wrong = channelOf({ port: at, user: 'munan', password: 'wrong' });
    assert.equal(codeOf(await wrong.send(mail(), never())), 'unreachable login-refused');
    const right = channelOf({ port: at, user: 'munan', password: 'right' });
    assert.equal((await right.send(mail(), never())).state, 'sent');
    await locked.close();
  });

  it('does not send a password in the clear to another machine', async () => {
    // Another address of this machine stands for it: it offers no TLS, and would take the password.
    const other = new SmtpForTests({ user: 'munan', password: 'right' });
    const at = await other.open('127.0.0.2');
    const channel = channelOf({ host: '127.0.0.2', port: at, user: 'munan', password: 'right' });
    assert.equal(codeOf(await channel.send(mail(), never())), 'unreachable no-tls');
    assert.deepEqual([other.mails, other.logins], [[], 0]);
    await other.close();
  });
});

describe('WebPushChannel', () => {
  let service: PushServiceForTests;
  const keys = pushKeysOf(new Uint8Array(32).fill(7));
  const subscribers = new Map<string, PushSubscriber[]>();
  let gone: string[] = [];
  const channelOf = (allowed = [service.host]) =>
    new WebPushChannel({
      ...{ keys, clock: systemClock, contact: 'mailto:munan@example.kr', policy: { allowedHosts: allowed } },
      subscribersOf: (user) => subscribers.get(user) ?? [],
      async gone(endpoint) {
        gone.push(endpoint);
      },
      label: (means, language) => `${means} ${language}`,
    });
  const notice = (more: Partial<OutgoingMessage> = {}) => messageTo('child', { channel: 'push', ...more });
  before(async () => {
    service = await PushServiceForTests.open();
  });
  beforeEach(() => {
    gone = [];
    service.pushed.length = 0;
    service.answers.clear();
    subscribers.set('child', [service.subscribe('one', keys.publicKey), service.subscribe('two', keys.publicKey)]);
  });
  after(() => service.close());

  it('reaches every browser of hers, signed and encrypted: what is decrypted is what was sent, byte for byte', async () => {
    assert.deepEqual(await channelOf().send(notice(), never()), { state: 'sent' });
    assert.deepEqual(service.complaints, []);
    assert.deepEqual(service.pushed.map(({ path }) => path).sort(), ['/push/one', '/push/two']);
    const [{ headers, data } = assert.fail()] = service.pushed;
    assert.equal(
      data,
      JSON.stringify({
        ...{ id: 'a-1.1', title: '확인이 필요합니다', body: notice().body, language: 'ko', urgent: true },
        ...{ expiresAt: now + 180_000, receipt: keys.receiptOf('a-1.1') },
        keys: [
          { key: '1', label: 'ok ko' },
          { key: '2', label: 'help ko' },
        ],
        link: '/family',
      }),
    );
    assert.match(String(headers.topic), /^[A-Za-z0-9_-]{32}$/);
    assert.equal(headers.topic, topicOf('a-1.1'));
    assert.notEqual(topicOf('a-1.1'), topicOf('a-1.2'));
    assert.equal(headers.urgency, 'high');
    const ttlS = Number(headers.ttl);
    assert.ok(ttlS > 0 && ttlS <= 180, `${ttlS}`);
  });

  const answers: [number, string][] = [
    [410, 'refused subscription-gone'],
    [404, 'refused subscription-gone'],
    [403, 'refused key-refused'],
    [413, 'refused refused'],
    [429, 'unreachable too-many'],
    [503, 'unreachable push-service-failed'],
    [302, 'unreachable push-service-failed'],
  ];
  for (const [status, wanted] of answers)
    it(`says ${wanted} where all are answered ${status}, and sent where one was taken`, async () => {
      service.answers.set('/push/one', status).set('/push/two', status);
      assert.equal(codeOf(await channelOf().send(notice(), never())), wanted);
      assert.equal(gone.length, wanted === 'refused subscription-gone' ? 2 : 0);
      service.answers.delete('/push/two');
      assert.equal((await channelOf().send(notice(), never())).state, 'sent');
    });

  it('waits for one that may still work, though another is gone; nobody without a browser is waited for', async () => {
    service.answers.set('/push/one', 410).set('/push/two', 500);
    assert.equal(codeOf(await channelOf().send(notice(), never())), 'unreachable push-service-failed');
    assert.equal(codeOf(await channelOf().send(messageTo('nobody'), never())), 'refused no-subscription');
  });

  it('gives up when its time is over, and does not go where it may not', async () => {
    service.answers.set('/push/one', 'hang').set('/push/two', 'hang');
    const stop = new AbortController();
    const before = service.requests;
    const sending = channelOf().send(notice(), stop.signal);
    await service.heard(before + 2);
    stop.abort();
    assert.equal(codeOf(await sending), 'unreachable timeout');
    assert.equal(codeOf(await channelOf([]).send(notice(), never())), 'unreachable endpoint');
    assert.equal(service.requests, before + 2);
  });

  it('cuts a text that is longer than a push service takes', async () => {
    await channelOf().send(notice({ body: '안부 '.repeat(3000), title: 't'.repeat(200) }), never());
    assert.deepEqual(service.complaints, []);
    const { data = '' } = service.pushed[0] ?? {};
    assert.ok(Buffer.byteLength(data) <= 3993 && Buffer.byteLength(data) > 2500, `${Buffer.byteLength(data)}`);
    assert.match((JSON.parse(data) as { body: string }).body, /…$/);
  });
});

describe('ConsoleChannel', () => {
  it('keeps the last 200, each once, and counts as delivered', async () => {
    const channel = new ConsoleChannel(silentLog);
    for (let number = 0; number < 250; number++)
      assert.deepEqual(await channel.send(messageTo('010-1234-5678', { id: `m-${number}` })), { state: 'delivered' });
    await channel.send(messageTo('010-1234-5678', { id: 'm-249' }));
    assert.deepEqual([channel.messages.length, channel.messages[0]?.id], [200, 'm-50']);
  });

  it('logs neither what is said nor the whole address', async () => {
    const lines: unknown[] = [];
    const log = Object.assign(openLog('silent'), { info: (...said: unknown[]) => void lines.push(said) });
    await new ConsoleChannel(log).send(messageTo('010-1234-5678'));
    assert.match(JSON.stringify(lines), /…5678/);
    assert.doesNotMatch(JSON.stringify(lines), /1234|김정자|박딸/);
  });
});
