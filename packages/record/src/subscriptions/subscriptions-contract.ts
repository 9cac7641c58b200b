import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Bundle, Parameters } from '@medplum/fhirtypes';
import { vitalSignObservation } from '@munan/fhir';
import { vitals } from '@munan/vitals';
import { backport, flag, minuteMs, Stage, topic } from './stage-for-tests.ts';

/** What the delivery of notifications promises, on whichever engine. */
export function subscriptionsContract(engine: string, newUrl: () => Promise<string>): void {
  describe(`openSubscriptions on ${engine}`, () => {
    let stage: Stage;
    beforeEach(async () => {
      stage = await Stage.open(await newUrl());
    });
    afterEach(() => stage?.close());

    it('handshake, active, then each alert once, in order, by its id only', async () => {
      const id = await stage.subscribe();
      assert.deepEqual(stage.told(), [{ type: 'handshake', events: [], since: '0' }]);
      assert.equal(stage.receiver.received[0]?.headers.authorization, 'Bearer of-the-hospital');
      assert.equal((await stage.read(id)).status, 'active');
      await stage.record.writeAll([flag('f1'), flag('f2', 'p2')]);
      await stage.record.writeAll([flag('f1'), flag('f2', 'p2', 'inactive')]);
      await stage.pass();
      assert.deepEqual(stage.told().slice(1), [
        { type: 'event-notification', events: ['1 Flag/f1', '2 Flag/f2', '3 Flag/f2'], since: '3' },
      ]);
      const { bundle } = stage.receiver.received[1] as (typeof stage.receiver.received)[number];
      assert.equal(bundle.type, 'history');
      assert.deepEqual(
        bundle.entry?.slice(1).map(({ resource, request }) => [resource, request?.method]),
        [
          [undefined, 'POST'],
          [undefined, 'POST'],
          [undefined, 'PUT'],
        ],
      );
      assert.deepEqual(stage.views, ['hospital Flag p1,p2']);
      await stage.pass(minuteMs);
      assert.equal(stage.receiver.received.length, 2, 'nothing is sent twice');
    });

    it('a visit is told with the whole resource where that is asked for, and only of the patient asked for', async () => {
      const filter = { url: `${backport}backport-filter-criteria`, valueString: 'Encounter?patient=Patient/p2' };
      await stage.subscribe(
        { criteria: `${topic}visit-recorded`, _criteria: { extension: [filter] } },
        [],
        'full-resource',
      );
      const visit = (id: string, patient: string, code = 'HH') => ({
        resourceType: 'Encounter',
        id,
        status: 'finished',
        class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code },
        subject: { reference: `Patient/${patient}` },
      });
      await stage.record.writeAll([visit('v1', 'p1'), visit('v2', 'p2'), visit('stay', 'p2', 'IMP'), flag('f1', 'p2')]);
      await stage.pass();
      assert.deepEqual(stage.eventsTold(), ['1 Encounter/v2']);
      const [, entry] = stage.receiver.received[1]?.bundle.entry ?? [];
      assert.equal(entry?.resource?.id, 'v2');
      assert.equal(entry?.resource?.meta?.versionId, '1');
    });

    it('a correction of what was found at a visit tells of the visit again', async () => {
      await stage.subscribe({ criteria: `${topic}visit-recorded` });
      const visit = {
        resourceType: 'Encounter',
        id: 'v1',
        status: 'finished',
        class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'HH' },
        subject: { reference: 'Patient/p1' },
      };
      const found = (value: number) => ({
        ...vitalSignObservation(vitals.spo2, { id: 'v1.spo2', patient: 'p1', at: stage.clock.now(), value }),
        encounter: { reference: 'Encounter/v1' },
      });
      const [first, second] = [found(79), found(97)];
      await stage.record.writeAll([visit, first]);
      await stage.record.writeAll([visit, first]);
      await stage.record.writeAll([visit, { ...second, effectiveDateTime: first.effectiveDateTime }]);
      await stage.pass();
      assert.deepEqual(stage.eventsTold(), ['1 Encounter/v1', '2 Encounter/v1']);
    });

    it('the empty content says that something happened, not to whom', async () => {
      await stage.subscribe({}, [], 'empty');
      await stage.record.writeAll([flag('f1')]);
      await stage.pass();
      assert.deepEqual(stage.told().at(-1), { type: 'event-notification', events: ['1'], since: '1' });
      assert.doesNotMatch(JSON.stringify(stage.receiver.received.at(-1)?.bundle), /Flag/);
      assert.deepEqual(stage.views, []);
    });

    it('an event is of the transaction that wrote it: undone with it, and there when it was committed', async () => {
      await stage.subscribe();
      const undone = stage.record.transaction(async (query) => {
        await stage.record.writeAll([flag('undone')], query);
        throw new Error('changed its mind');
      });
      await assert.rejects(undone, /changed its mind/);
      await stage.record.writeAll([flag('done')]);
      await stage.record.remove('Flag', 'done');
      await stage.pass();
      assert.deepEqual(stage.eventsTold(), ['1 Flag/done', '2 Flag/done']);
      assert.equal(stage.receiver.received.at(-1)?.bundle.entry?.at(-1)?.request?.method, 'DELETE');
    });

    it('a receiver that fails gets everything later, in order, with the same numbers', async () => {
      const id = await stage.subscribe({}, [{ url: `${backport}backport-max-count`, valuePositiveInt: 2 }]);
      stage.receiver.answers = [500, 'cut', 301, 404];
      for (const each of ['a', 'b', 'c']) await stage.record.writeAll([flag(each)]);
      await stage.pass(100);
      assert.equal((await stage.read(id)).status, 'active');
      for (const wait of [1000, 2000, 4000]) await stage.pass(wait);
      const tries = stage
        .told()
        .slice(1)
        .map(({ events }) => events.join());
      assert.deepEqual(
        tries,
        Array.from({ length: 4 }, () => '1 Flag/a,2 Flag/b'),
      );
      await stage.pass(8000);
      assert.deepEqual(
        stage
          .told()
          .slice(5)
          .map(({ events }) => events.join()),
        ['1 Flag/a,2 Flag/b', '3 Flag/c'],
      );
      assert.equal(stage.views.length, 2, 'one line for what was tried five times');
    });

    it('a receiver that hangs is left after its timeout, and tried again', async () => {
      await stage.subscribe({}, [{ url: `${backport}backport-timeout`, valueUnsignedInt: 3 }]);
      stage.receiver.answers = ['hang'];
      await stage.record.writeAll([flag('a')]);
      const came = stage.receiver.next();
      stage.clock.advance(1000);
      await came;
      await stage.pass(3000);
      assert.equal(stage.eventsTold().length, 1);
      await stage.pass(1000);
      assert.deepEqual(stage.eventsTold(), ['1 Flag/a', '1 Flag/a']);
    });

    it('what was committed and not sent is sent after a restart, in order', async () => {
      const id = await stage.subscribe();
      stage.receiver.answers = [503];
      await stage.record.writeAll([flag('a')]);
      await stage.pass();
      await stage.subscriptions.stop();
      await stage.record.writeAll([flag('b')]);
      await stage.record.writeAll([flag('c')]);
      await stage.stop();
      stage.receiver.received.length = 0;
      await stage.reopen();
      await stage.pass(minuteMs);
      assert.deepEqual(stage.eventsTold(), ['1 Flag/a', '2 Flag/b', '3 Flag/c']);
      assert.equal((await stage.read(id)).status, 'active');
    });

    it('after a day of failing it is in error and says why; asked anew, it delivers what was missed', async () => {
      const id = await stage.subscribe();
      stage.receiver.answers = Array.from({ length: 1000 }, () => 503);
      await stage.record.writeAll([flag('a')]);
      for (let passed = 0; passed < 25 * 60; passed += 10) await stage.pass(10 * minuteMs);
      const failed = await stage.read(id);
      assert.equal(failed.status, 'error');
      assert.match(failed.error ?? '', /answered 503/);
      const tried = stage.receiver.received.length;
      await stage.record.writeAll([flag('b')]);
      await stage.pass(10 * minuteMs);
      assert.equal(stage.receiver.received.length, tried, 'in error nothing is sent');
      const status = JSON.parse((await stage.ask('GET', `/Subscription/${id}/$status`)).body) as Bundle;
      const head = status.entry?.[0]?.resource as Parameters | undefined;
      const { parameter = [] } = head ?? {};
      const parameterOf = (name: string) => parameter.find((each) => each.name === name);
      assert.equal(parameterOf('status')?.valueCode, 'error');
      assert.equal(parameterOf('events-since-subscription-start')?.valueString, '2');
      assert.match(parameterOf('error')?.valueCodeableConcept?.text ?? '', /503/);

      stage.receiver.answers = [];
      stage.receiver.received.length = 0;
      assert.equal((await stage.ask('PUT', `/Subscription/${id}`, { ...failed, status: 'requested' })).statusCode, 200);
      await stage.pass();
      assert.deepEqual(
        stage.told().map(({ type }) => type),
        ['handshake', 'event-notification'],
      );
      assert.deepEqual(stage.eventsTold(), ['1 Flag/a', '2 Flag/b']);
      assert.equal(stage.receiver.received[0]?.headers.authorization, 'Bearer of-the-hospital', 'the secret was kept');
      assert.equal((await stage.read(id)).error, undefined);
    });

    it('a handshake that is not taken leads to error; 410 ends at once', async () => {
      stage.receiver.answers = [401];
      const refused = await stage.subscribe();
      assert.equal((await stage.read(refused)).status, 'error');
      assert.match((await stage.read(refused)).error ?? '', /handshake failed: answered 401/);
      const id = await stage.subscribe();
      stage.receiver.answers = [410];
      await stage.record.writeAll([flag('a')]);
      await stage.pass();
      assert.equal((await stage.read(id)).status, 'error');
    });

    it('heartbeats come at the asked period, and only when nothing else did', async () => {
      await stage.subscribe({}, [{ url: `${backport}backport-heartbeat-period`, valueUnsignedInt: 60 }]);
      await stage.pass(59_000);
      assert.equal(stage.receiver.received.length, 1);
      await stage.pass(2000);
      assert.deepEqual(stage.told().at(-1), { type: 'heartbeat', events: [], since: '0' });
      await stage.pass(30_000);
      await stage.record.writeAll([flag('a')]);
      await stage.pass();
      await stage.pass(59_000);
      assert.deepEqual(
        stage.told().map(({ type }) => type),
        ['handshake', 'heartbeat', 'event-notification'],
      );
      await stage.pass(2000);
      assert.deepEqual(stage.told().at(-1), { type: 'heartbeat', events: [], since: '1' });
    });

    it('whom the subscriber may not see is neither sent nor counted; the right is asked when it is sent', async () => {
      const id = await stage.subscribe();
      stage.hidden.add('hospital p1');
      await stage.record.writeAll([flag('a', 'p1'), flag('b', 'p2')]);
      await stage.pass();
      assert.deepEqual(stage.told().at(-1), { type: 'event-notification', events: ['1 Flag/b'], since: '1' });
      stage.receiver.answers = [500];
      await stage.record.writeAll([flag('c', 'p2')]);
      await stage.pass();
      stage.hidden.add('hospital p2');
      stage.receiver.received.length = 0;
      await stage.pass(minuteMs);
      assert.deepEqual(stage.receiver.received, [], 'the right was taken away before the second try');
      const events = await stage.ask('GET', `/Subscription/${id}/$events`);
      assert.equal((JSON.parse(events.body) as Bundle).entry?.length, 1);
    });
  });
}
