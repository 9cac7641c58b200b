import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ChannelName, Circumstances, RecipientKind, VisitEntry } from '@munan/flow';
import { familyConsent } from '../src/people/consent.ts';
import { personOf } from './house-for-tests.ts';
import { hourMs, SyncHouse } from './sync-for-tests.ts';

describe('what is so around a person in an open house, and who is told', () => {
  const there = new SyncHouse();
  before(async () => {
    await there.begin();
    const password = 'right-password-2';
    await there.house.addUser({ id: 'child', name: '박딸', role: 'family', password }, ['p1']);
    await there.house.addUser({ id: 'op2', name: '둘', role: 'operator', password });
    await allowNotices('bora', 'child', 'operator', 'op2', 'manager');
    ({ device } = await there.device('anna'));
  });
  after(() => there.end());

  const now = () => there.clock.now();
  const around = (subject = 'p1'): Circumstances => there.house.desk.around(subject, now());
  const told = (kind: RecipientKind, subject = 'p1', wanted?: ChannelName) =>
    there.house.desk
      .recipients(subject, kind, now(), wanted)
      .map(({ channel, name, address }) => `${channel} ${name} ${address}`);
  /** As if each had allowed notices on one device: what is on disk is read at the start. */
  const allowNotices = async (...users: string[]) => {
    for (const user of users)
      await there.house.database.query
        .withTables<{
          push_subscription: { endpoint: string; user_id: string; p256dh: string; auth: string; at: number };
        }>()
        .insertInto('push_subscription')
        .values({ endpoint: `https://push.example/${user}`, user_id: user, p256dh: 'p', auth: 'a', at: now() })
        .execute();
    await there.reopen();
  };
  let device: string;
  const send = async (visit: VisitEntry, base?: VisitEntry) =>
    there.push('anna', device, [there.message('visit', { visit, ...(base && { base }) })]);

  it('a nurse is there from the visit that she began to the one that she signed, also after a restart', async () => {
    assert.equal(around().nurse, 'on-duty');
    const visit = there.visit('p1', { state: 'vitals-final', arrived: now() - hourMs / 2 });
    await send(visit);
    assert.equal(around().nurse, 'there');
    assert.equal(around('p2').nurse, 'on-duty');
    await there.reopen();
    await there.house.desk.start();
    assert.equal(around().nurse, 'there');
    await send({ ...visit, state: 'signed' }, visit);
    assert.equal(around().nurse, 'on-duty');
  });

  it('a visit that was never signed is over after three hours', async () => {
    await send(there.visit('p1', { state: 'vitals-final', arrived: now(), finished: now() }));
    assert.equal(around().nurse, 'there');
    there.clock.advance(3 * hourMs);
    assert.equal(around().nurse, 'on-duty');
  });

  it('without a rota of the nurses hers are on duty by day; with one, while one of hers is on shift', async () => {
    there.clock.advance(6 * hourMs);
    assert.equal(around().nurse, undefined, '19:00');
    const { shifts } = there.house.desk;
    await shifts.add({ user: 'bora', from: now(), to: now() + hourMs }, 'manager');
    assert.equal(around().nurse, undefined);
    assert.equal(around('p2').nurse, 'on-duty');
    assert.equal(around('p3').nurse, 'on-duty');
    there.clock.advance(hourMs);
    assert.equal(around('p3').nurse, undefined);
  });

  it('a nurse is told who is hers and on shift, then who is on shift, else hers', async () => {
    await there.house.desk.setReach('anna', { phone: '010-1' }, 'manager');
    assert.deepEqual(told('nurse'), [], 'texts are off in this house');
    assert.equal(around().cannot['nurse-visit'], undefined, 'a person does it, whether or not she can be told');
    assert.deepEqual(told('nurse', 'p2'), ['push 이보라 bora']);
    await there.house.desk.shifts.add({ user: 'bora', from: now(), to: now() + hourMs }, 'manager');
    assert.deepEqual(told('nurse'), ['push 이보라 bora']);
    await there.house.desk.shifts.add({ user: 'anna', from: now(), to: now() + hourMs }, 'manager');
    assert.deepEqual(told('nurse'), ['push 이보라 bora'], 'hers is on shift, and there is no way to tell her');
    const keys = { p256dh: 'p', auth: 'a' };
    await there.house.ways.push.add('anna', { endpoint: 'https://push.example/anna', keys });
    assert.deepEqual(
      told('nurse').map((line) => line.split(' ').at(-1)),
      ['anna'],
      'a nurse who is not hers is told nothing of her while one of hers can be',
    );
  });

  it('a nurse whom she refuses is told nothing of her', async () => {
    const provision = {
      type: 'deny',
      actor: [{ reference: { reference: 'Practitioner/anna' }, role: { text: 'user' } }],
    } as const;
    await there.house.record.writeAll([
      {
        ...{
          resourceType: 'Consent',
          id: 'no-anna',
          status: 'active',
          patient: { reference: 'Patient/p1' },
          provision,
        },
        scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
        category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
        policyRule: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'OPTIN' }] },
      },
    ]);
    assert.deepEqual(told('nurse'), ['push 이보라 bora']);
    await there.house.record.remove('Consent', 'no-anna');
    assert.match(told('nurse').join(), /anna$/);
  });

  it('family is told by her account only where she agreed to alarms, and a device allowed notices', async () => {
    assert.deepEqual(told('family'), []);
    assert.equal(around().cannot['family-text'], 'no-channel');
    const agree = (parts: ('alerts' | 'status')[]) =>
      there.house.record.writeAll([
        familyConsent({
          ...{ person: 'p1', family: { id: 'child', name: '박딸' }, parts, agreedAt: now(), agreedBy: '김p1' },
          simulated: true,
        }),
      ]);
    await agree(['status']);
    assert.deepEqual(told('family'), []);
    await agree(['status', 'alerts']);
    assert.deepEqual(told('family'), ['push 박딸 child']);
    assert.equal(around().cannot['family-text'], undefined);
    assert.equal(around().cannot['family-call'], undefined);
    await agree([]);
    assert.deepEqual(told('family'), []);
  });

  it('an operator who works on it is not the second one', async () => {
    const { house } = there;
    assert.deepEqual(told('operator').sort(), ['push 둘 op2', 'push 박관제 operator']);
    await house.response.reply({ subject: 'p1', device: 'ear', answer: 'help', at: now() });
    const [alert] = await house.response.list({ status: 'open', subject: 'p1' });
    await house.response.command(alert!.id, { command: 'take' }, { id: 'op2', name: '둘' });
    assert.deepEqual(told('operator'), ['push 박관제 operator']);
    assert.deepEqual(told('operator', 'p3').length, 2);
    assert.deepEqual(told('manager'), ['push 윤관리 manager']);
  });

  it('where no way leads to the operator on shift, the others are told: better who is at home than nobody', async () => {
    const { house } = there;
    await house.addUser({ id: 'op3', name: '셋', role: 'operator', password: 'right-password-2' }, []);
    const shift = await house.desk.shifts.add({ user: 'op3', from: now(), to: now() + hourMs }, 'manager');
    assert.deepEqual(told('operator', 'p3').sort(), ['push 둘 op2', 'push 박관제 operator']);
    await house.desk.shifts.remove(shift.id);
  });

  it('of Munan itself those are told who keep it running, and nobody else', () => {
    assert.deepEqual(told('manager', 'munan'), ['push 윤관리 manager']);
    assert.equal(told('operator', 'munan').length, 2);
    for (const kind of ['self', 'family', 'neighbour', 'nurse'] as const) assert.deepEqual(told(kind, 'munan'), []);
    assert.deepEqual(around('munan').operators, 0);
  });

  it('in a drill everything can be done, and all that is told goes to the console', () => {
    const subject = 'drill-a1-1';
    assert.deepEqual(around(subject).cannot, {});
    for (const kind of ['self', 'family', 'neighbour', 'nurse', 'operator', 'manager'] as const) {
      const list = told(kind, subject);
      assert.ok(list.length > 0 && list.every((line) => line.startsWith('console ')), kind);
    }
  });

  it('a person without a device, a telephone and anybody cannot be asked, and the desk still can', async () => {
    const { phone: _, ...alone } = personOf('alone', { contacts: [] });
    await there.house.enrol([alone]);
    assert.deepEqual(around('alone').cannot, {
      ...{ 'ask-device': 'no-device', 'text-person': 'nobody', 'voice-call': 'nobody', 'family-text': 'nobody' },
      ...{ 'family-call': 'nobody', 'neighbour-call': 'nobody' },
    });
    await there.house.addDevice('ear-9', 'ear', 'alone');
    assert.equal(around('alone').cannot['ask-device'], undefined);
    await there.house.revokeDevice('ear-9');
    assert.equal(around('alone').cannot['ask-device'], 'no-device');
  });
});
