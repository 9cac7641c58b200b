import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RecipientKind } from '@munan/flow';
import { ManualClock, silentLog } from '@munan/runtime';
import { readPresent } from '../src/house/present.ts';
import { type House, openHouse } from '../src/house.ts';
import { familyConsent } from '../src/people/consent.ts';
import { gatewaySecret, gatewayToken } from './gateway-for-tests.ts';
import { configOf, newFolder, personOf } from './house-for-tests.ts';

const clock = new ManualClock();
const password = 'right-password-1';
const kinds: RecipientKind[] = ['self', 'family', 'neighbour', 'nurse', 'operator', 'manager'];

describe('readPresent, what the auditor beside the server knows', () => {
  const { folder, remove } = newFolder();
  let house: House;
  const present = () => readPresent(house.database, house.record, clock, silentLog);
  const agree = (person: string, parts: ('alerts' | 'status')[]) =>
    house.record.writeAll([
      familyConsent({
        ...{ person, family: { id: 'child', name: '박딸' }, parts, agreedAt: clock.now(), agreedBy: '김p1' },
        simulated: true,
      }),
    ]);
  const refuse = () =>
    house.record.writeAll([
      {
        ...{ resourceType: 'Consent', id: 'no-bora', status: 'active', patient: { reference: 'Patient/p1' } },
        provision: {
          type: 'deny',
          actor: [{ reference: { reference: 'Practitioner/bora' }, role: { text: 'user' } }],
        },
        scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
        category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
        policyRule: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'OPTIN' }] },
      },
    ]);

  before(async () => {
    const notify = { gateway: { url: 'http://127.0.0.1:9/g', token: gatewayToken, secret: gatewaySecret } };
    const config = { ...configOf(folder), publicUrl: 'http://127.0.0.1:8080', notify, deskAsleepMinutes: 2 };
    house = await openHouse(config, { clock, log: silentLog });
    await house.enrol([personOf('p1'), personOf('p2')]);
    await house.addUser({ id: 'op', name: '김관제', role: 'operator', password }, []);
    await house.addUser({ id: 'boss', name: '김관리', role: 'manager', password }, []);
    await house.addUser({ id: 'anna', name: '간호', role: 'nurse', password }, ['p1', 'p2']);
    await house.addUser({ id: 'bora', name: '이보라', role: 'nurse', password }, ['p1', 'p2']);
    await house.addUser({ id: 'child', name: '박딸', role: 'family', password }, ['p1', 'p2']);
    for (const [at, user] of ['op', 'boss', 'anna', 'bora', 'child'].entries())
      await house.desk.setReach(user, { phone: `010-0000-000${at}` }, 'boss');
  });
  after(async () => {
    await house.close();
    remove();
  });

  it('takes all ways for set up before any server has said how it is', async () => {
    assert.deepEqual((await present()).recipients('p1', 'operator', clock.now(), 'voice').length, 1);
    await house.start();
  });

  it('tells whom the server would tell, by the same ways, as consents and refusals are now', async () => {
    const same = async () => {
      const read = await present();
      const now = clock.now();
      for (const subject of ['p1', 'p2', 'munan'])
        for (const kind of kinds)
          for (const wanted of [undefined, 'voice', 'mail'] as const)
            assert.deepEqual(
              read.recipients(subject, kind, now, wanted),
              house.desk.recipients(subject, kind, now, wanted),
              `${subject} ${kind} ${wanted}`,
            );
      for (const subject of ['p1', 'p2', 'munan'])
        assert.deepEqual(read.around(subject, now), house.desk.around(subject, now), subject);
      return read;
    };
    const family = (read: Awaited<ReturnType<typeof present>>) =>
      read.recipients('p1', 'family', clock.now()).map(({ id }) => id);
    assert.deepEqual(family(await same()), [undefined], 'a contact of hers, and no account');
    await agree('p1', ['status', 'alerts']);
    await agree('p2', ['status']);
    assert.deepEqual(family(await same()), ['child']);
    await agree('p1', []);
    assert.deepEqual(family(await same()), [undefined]);
    await refuse();
    const nurses = (await same()).recipients('p1', 'nurse', clock.now()).map(({ id }) => id);
    assert.deepEqual(nurses, ['anna']);
  });

  it('takes the desk for asleep when the server does', async () => {
    await house.desk.active('op');
    const awake = async () => (await present()).around('p1', clock.now()).operators;
    assert.equal(await awake(), 1);
    clock.advance(2 * 60_000 + 1);
    assert.deepEqual([await awake(), house.desk.around('p1', clock.now()).operators], [0, 0]);
  });
});
