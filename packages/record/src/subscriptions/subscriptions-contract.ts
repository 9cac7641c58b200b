import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { Bundle, Extension, Parameters as FhirParameters, Subscription } from '@medplum/fhirtypes';
import { type OperationOutcome, vitalSignObservation } from '@munan/fhir';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import { vitals } from '@munan/vitals';
import fastify, { type FastifyInstance, type InjectOptions } from 'fastify';
import type { FhirRecord } from '../fhir-record.ts';
import { recordMigrations } from '../migrations.ts';
import { openRecord } from '../record.ts';
import { fhirRoutes } from '../routes.ts';
import { Receiver, toldBy } from './receiver-for-tests.ts';
import { openSubscriptions, type Subscriptions } from './subscriptions.ts';

const backport = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/';
const topic = 'http://munan.kr/fhir/SubscriptionTopic/';
const minuteMs = 60_000;

/** What subscriptions promise, on whichever engine. */
export function subscriptionsContract(engine: string, newUrl: () => Promise<string>): void {
  describe(`openSubscriptions on ${engine}`, () => {
    let url: string;
    let database: Database;
    let record: FhirRecord;
    let subscriptions: Subscriptions;
    let app: FastifyInstance;
    let receiver: Receiver;
    let clock: ManualClock;
    /** Who asks; what each subscriber may see. */
    let asker = 'hospital';
    const hidden = new Set<string>();
    const views: string[] = [];

    async function open(): Promise<void> {
      database = await openDatabase(url);
      await database.migrate(recordMigrations);
      record = openRecord({ database, clock, log: silentLog, onEvents: () => subscriptions.expect() });
      subscriptions = openSubscriptions({
        ...{ database, record, clock, log: silentLog },
        policy: { allowedHosts: [receiver.host] },
        needs: {
          subscriberOf: () => asker,
          mayManage: (_request, subscriber) => asker === 'manager' || asker === subscriber,
          maySee: async (subscriber, { patients }) =>
            !patients.some((patient) => hidden.has(`${subscriber} ${patient}`)),
          saw: async (subscriber, type, patients) => {
            views.push(`${subscriber} ${type} ${patients.join()}`);
          },
        },
      });
      app = fastify();
      const access = { may: async () => ({ allowed: true as const }), saw: async () => {} };
      await app.register(fhirRoutes(record, access, { subscriptions }), { prefix: '/fhir/R4' });
      subscriptions.start();
    }
    async function close(): Promise<void> {
      await app.close();
      await subscriptions.stop();
      await database.close();
    }

    before(async () => {
      receiver = await Receiver.open();
    });
    after(() => receiver?.close());
    beforeEach(async () => {
      url = await newUrl();
      clock = new ManualClock();
      receiver.received.length = 0;
      receiver.answers = [];
      hidden.clear();
      views.length = 0;
      asker = 'hospital';
      await open();
      await record.writeAll(['p1', 'p2'].map((id) => ({ resourceType: 'Patient', id })));
    });
    afterEach(close);

    const ask = (method: InjectOptions['method'], path: string, body?: unknown) =>
      app.inject({
        method,
        url: `/fhir/R4${path}`,
        ...(body !== undefined && {
          headers: { 'content-type': 'application/fhir+json' },
          payload: JSON.stringify(body),
        }),
      } as InjectOptions);
    const read = async (id: string) => JSON.parse((await ask('GET', `/Subscription/${id}`)).body) as Subscription;
    /** Time passes, and what is due is sent and answered. */
    const pass = async (ms = 1000) => {
      clock.advance(ms);
      await subscriptions.settled();
    };
    const asked = (more: Record<string, unknown> = {}, extensions: Extension[] = [], content?: string) => ({
      resourceType: 'Subscription',
      status: 'requested',
      reason: 'the hospital follows its patients',
      criteria: `${topic}alert-changed`,
      channel: {
        type: 'rest-hook',
        endpoint: receiver.url(),
        payload: 'application/fhir+json',
        header: ['Authorization: Bearer of-the-hospital'],
        ...(extensions.length > 0 && { extension: extensions }),
        ...(content && {
          _payload: { extension: [{ url: `${backport}backport-payload-content`, valueCode: content }] },
        }),
      },
      ...more,
    });
    const subscribe = async (...given: Parameters<typeof asked>) => {
      const response = await ask('POST', '/Subscription', asked(...given));
      assert.equal(response.statusCode, 201, response.body);
      const { id = '' } = JSON.parse(response.body) as Subscription;
      await pass();
      return id;
    };
    const flag = (id: string, patient = 'p1', status = 'active') => ({
      resourceType: 'Flag',
      id,
      status,
      code: { text: 'fall' },
      subject: { reference: `Patient/${patient}` },
    });
    const told = () => receiver.received.map(toldBy);
    const eventsTold = () => told().flatMap(({ events }) => events);

    it('handshake, active, then each alert once, in order, by its id only', async () => {
      const id = await subscribe();
      assert.deepEqual(told(), [{ type: 'handshake', events: [], since: '0' }]);
      assert.equal(receiver.received[0]?.headers.authorization, 'Bearer of-the-hospital');
      assert.equal((await read(id)).status, 'active');
      await record.writeAll([flag('f1'), flag('f2', 'p2')]);
      await record.writeAll([flag('f1'), flag('f2', 'p2', 'inactive')]);
      await pass();
      assert.deepEqual(told().slice(1), [
        { type: 'event-notification', events: ['1 Flag/f1', '2 Flag/f2', '3 Flag/f2'], since: '3' },
      ]);
      const { bundle } = receiver.received[1] as (typeof receiver.received)[number];
      assert.equal(bundle.type, 'history');
      assert.deepEqual(
        bundle.entry?.slice(1).map(({ resource, request }) => [resource, request?.method]),
        [
          [undefined, 'POST'],
          [undefined, 'POST'],
          [undefined, 'PUT'],
        ],
      );
      assert.deepEqual(views, ['hospital Flag p1,p2']);
      await pass(minuteMs);
      assert.equal(receiver.received.length, 2, 'nothing is sent twice');
    });

    it('a visit is told with the whole resource where that is asked for, and only of the patient asked for', async () => {
      const filter = { url: `${backport}backport-filter-criteria`, valueString: 'Encounter?patient=Patient/p2' };
      await subscribe({ criteria: `${topic}visit-recorded`, _criteria: { extension: [filter] } }, [], 'full-resource');
      const visit = (id: string, patient: string, code = 'HH') => ({
        resourceType: 'Encounter',
        id,
        status: 'finished',
        class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code },
        subject: { reference: `Patient/${patient}` },
      });
      await record.writeAll([visit('v1', 'p1'), visit('v2', 'p2'), visit('stay', 'p2', 'IMP'), flag('f1', 'p2')]);
      await pass();
      assert.deepEqual(eventsTold(), ['1 Encounter/v2']);
      const [, entry] = receiver.received[1]?.bundle.entry ?? [];
      assert.equal(entry?.resource?.id, 'v2');
      assert.equal(entry?.resource?.meta?.versionId, '1');
    });

    it('a correction of what was found at a visit tells of the visit again', async () => {
      await subscribe({ criteria: `${topic}visit-recorded` });
      const visit = {
        resourceType: 'Encounter',
        id: 'v1',
        status: 'finished',
        class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'HH' },
        subject: { reference: 'Patient/p1' },
      };
      const found = (value: number) => ({
        ...vitalSignObservation(vitals.spo2, { id: 'v1.spo2', patient: 'p1', at: clock.now(), value }),
        encounter: { reference: 'Encounter/v1' },
      });
      const [first, second] = [found(79), found(97)];
      await record.writeAll([visit, first]);
      await record.writeAll([visit, first]);
      await record.writeAll([visit, { ...second, effectiveDateTime: first.effectiveDateTime }]);
      await pass();
      assert.deepEqual(eventsTold(), ['1 Encounter/v1', '2 Encounter/v1']);
    });

    it('the empty content says that something happened, not to whom', async () => {
      await subscribe({}, [], 'empty');
      await record.writeAll([flag('f1')]);
      await pass();
      assert.deepEqual(told().at(-1), { type: 'event-notification', events: ['1'], since: '1' });
      assert.doesNotMatch(JSON.stringify(receiver.received.at(-1)?.bundle), /Flag/);
      assert.deepEqual(views, []);
    });

    it('an event is of the transaction that wrote it: undone with it, and there when it was committed', async () => {
      await subscribe();
      const undone = record.transaction(async (query) => {
        await record.writeAll([flag('undone')], query);
        throw new Error('changed its mind');
      });
      await assert.rejects(undone, /changed its mind/);
      await record.writeAll([flag('done')]);
      await record.remove('Flag', 'done');
      await pass();
      assert.deepEqual(eventsTold(), ['1 Flag/done', '2 Flag/done']);
      assert.equal(receiver.received.at(-1)?.bundle.entry?.at(-1)?.request?.method, 'DELETE');
    });

    it('a receiver that fails gets everything later, in order, with the same numbers', async () => {
      const id = await subscribe({}, [{ url: `${backport}backport-max-count`, valuePositiveInt: 2 }]);
      receiver.answers = [500, 'cut', 301, 404];
      for (const each of ['a', 'b', 'c']) await record.writeAll([flag(each)]);
      await pass(100);
      assert.equal((await read(id)).status, 'active');
      for (const wait of [1000, 2000, 4000]) await pass(wait);
      const tries = told()
        .slice(1)
        .map(({ events }) => events.join());
      assert.deepEqual(
        tries,
        Array.from({ length: 4 }, () => '1 Flag/a,2 Flag/b'),
      );
      await pass(8000);
      assert.deepEqual(
        told()
          .slice(5)
          .map(({ events }) => events.join()),
        ['1 Flag/a,2 Flag/b', '3 Flag/c'],
      );
      assert.equal(views.length, 2, 'one line for what was tried five times');
    });

    it('a receiver that hangs is left after its timeout, and tried again', async () => {
      await subscribe({}, [{ url: `${backport}backport-timeout`, valueUnsignedInt: 3 }]);
      receiver.answers = ['hang'];
      await record.writeAll([flag('a')]);
      const came = receiver.next();
      clock.advance(1000);
      await came;
      await pass(3000);
      assert.equal(eventsTold().length, 1);
      await pass(1000);
      assert.deepEqual(eventsTold(), ['1 Flag/a', '1 Flag/a']);
    });

    it('what was committed and not sent is sent after a restart, in order', async () => {
      const id = await subscribe();
      receiver.answers = [503];
      await record.writeAll([flag('a')]);
      await pass();
      await subscriptions.stop();
      await record.writeAll([flag('b')]);
      await record.writeAll([flag('c')]);
      await close();
      receiver.received.length = 0;
      await open();
      await pass(minuteMs);
      assert.deepEqual(eventsTold(), ['1 Flag/a', '2 Flag/b', '3 Flag/c']);
      assert.equal((await read(id)).status, 'active');
    });

    it('after a day of failing it is in error and says why; asked anew, it delivers what was missed', async () => {
      const id = await subscribe();
      receiver.answers = Array.from({ length: 1000 }, () => 503);
      await record.writeAll([flag('a')]);
      for (let passed = 0; passed < 25 * 60; passed += 10) await pass(10 * minuteMs);
      const failed = await read(id);
      assert.equal(failed.status, 'error');
      assert.match(failed.error ?? '', /answered 503/);
      const tried = receiver.received.length;
      await record.writeAll([flag('b')]);
      await pass(10 * minuteMs);
      assert.equal(receiver.received.length, tried, 'in error nothing is sent');
      const status = JSON.parse((await ask('GET', `/Subscription/${id}/$status`)).body) as Bundle;
      const head = status.entry?.[0]?.resource as FhirParameters | undefined;
      const { parameter = [] } = head ?? {};
      const parameterOf = (name: string) => parameter.find((each) => each.name === name);
      assert.equal(parameterOf('status')?.valueCode, 'error');
      assert.equal(parameterOf('events-since-subscription-start')?.valueString, '2');
      assert.match(parameterOf('error')?.valueCodeableConcept?.text ?? '', /503/);

      receiver.answers = [];
      receiver.received.length = 0;
      assert.equal((await ask('PUT', `/Subscription/${id}`, { ...failed, status: 'requested' })).statusCode, 200);
      await pass();
      assert.deepEqual(
        told().map(({ type }) => type),
        ['handshake', 'event-notification'],
      );
      assert.deepEqual(eventsTold(), ['1 Flag/a', '2 Flag/b']);
      assert.equal(receiver.received[0]?.headers.authorization, 'Bearer of-the-hospital', 'the secret was kept');
      assert.equal((await read(id)).error, undefined);
    });

    it('a handshake that is not taken leads to error; 410 ends at once', async () => {
      receiver.answers = [401];
      const refused = await subscribe();
      assert.equal((await read(refused)).status, 'error');
      assert.match((await read(refused)).error ?? '', /handshake failed: answered 401/);
      const id = await subscribe();
      receiver.answers = [410];
      await record.writeAll([flag('a')]);
      await pass();
      assert.equal((await read(id)).status, 'error');
    });

    it('heartbeats come at the asked period, and only when nothing else did', async () => {
      await subscribe({}, [{ url: `${backport}backport-heartbeat-period`, valueUnsignedInt: 60 }]);
      await pass(59_000);
      assert.equal(receiver.received.length, 1);
      await pass(2000);
      assert.deepEqual(told().at(-1), { type: 'heartbeat', events: [], since: '0' });
      await pass(30_000);
      await record.writeAll([flag('a')]);
      await pass();
      await pass(59_000);
      assert.deepEqual(
        told().map(({ type }) => type),
        ['handshake', 'heartbeat', 'event-notification'],
      );
      await pass(2000);
      assert.deepEqual(told().at(-1), { type: 'heartbeat', events: [], since: '1' });
    });

    it('whom the subscriber may not see is neither sent nor counted; the right is asked when it is sent', async () => {
      const id = await subscribe();
      hidden.add('hospital p1');
      await record.writeAll([flag('a', 'p1'), flag('b', 'p2')]);
      await pass();
      assert.deepEqual(told().at(-1), { type: 'event-notification', events: ['1 Flag/b'], since: '1' });
      receiver.answers = [500];
      await record.writeAll([flag('c', 'p2')]);
      await pass();
      hidden.add('hospital p2');
      receiver.received.length = 0;
      await pass(minuteMs);
      assert.deepEqual(receiver.received, [], 'the right was taken away before the second try');
      const events = await ask('GET', `/Subscription/${id}/$events`);
      assert.equal((JSON.parse(events.body) as Bundle).entry?.length, 1);
    });

    it('$events gives again what was numbered, within what was agreed on; others are refused', async () => {
      const id = await subscribe();
      await record.writeAll([flag('a'), flag('b'), flag('c')]);
      await pass();
      const events = async (query: string) => {
        const response = await ask('GET', `/Subscription/${id}/$events?${query}`);
        assert.equal(response.statusCode, 200, response.body);
        return toldBy({ headers: {}, bundle: JSON.parse(response.body) as Bundle });
      };
      assert.deepEqual(await events(''), {
        type: 'query-event',
        events: ['1 Flag/a', '2 Flag/b', '3 Flag/c'],
        since: '3',
      });
      assert.deepEqual((await events('eventsSinceNumber=2&eventsUntilNumber=2')).events, ['2 Flag/b']);
      assert.deepEqual((await events('content=empty')).events, ['1', '2', '3']);
      const whole = await ask('GET', `/Subscription/${id}/$events?content=full-resource`);
      assert.doesNotMatch(whole.body, /"resourceType":"Flag"/);
      const body = { resourceType: 'Parameters', parameter: [{ name: 'eventsSinceNumber', valueString: '3' }] };
      const posted = await ask('POST', `/Subscription/${id}/$events`, body);
      assert.deepEqual(toldBy({ headers: {}, bundle: JSON.parse(posted.body) as Bundle }).events, ['3 Flag/c']);
      assert.equal((await ask('GET', `/Subscription/${id}/$events?eventsSinceNumber=-1`)).statusCode, 400);
      const both = await ask('GET', `/Subscription/$status?id=${id}`);
      assert.equal((JSON.parse(both.body) as Bundle).total, 1);
      asker = 'stranger';
      for (const path of [
        `/Subscription/${id}/$events`,
        `/Subscription/${id}/$status`,
        `/Subscription/$status?id=${id}`,
      ]) {
        assert.equal((await ask('GET', path)).statusCode, 403, path);
      }
      assert.equal((await ask('PUT', `/Subscription/${id}`, { ...asked(), id })).statusCode, 403);
      assert.equal((await ask('DELETE', `/Subscription/${id}`)).statusCode, 403);
      asker = 'manager';
      assert.equal((await ask('DELETE', `/Subscription/${id}`)).statusCode, 204);
      receiver.received.length = 0;
      await record.writeAll([flag('d')]);
      await pass(minuteMs);
      assert.deepEqual(receiver.received, []);
      assert.equal((await ask('GET', '/Subscription/never/$status')).statusCode, 404);
    });

    it('secrets never come back, by read, search or history', async () => {
      const id = await subscribe();
      for (const path of [`/Subscription/${id}`, '/Subscription', '/_history', `/Subscription/${id}/_history`]) {
        const { body } = await ask('GET', path);
        assert.doesNotMatch(body, /of-the-hospital/, path);
        assert.match(body, /Authorization: \*\*\*/, path);
      }
      const patch = [{ op: 'add', path: '/channel/header/-', value: 'X-More: second-secret' }];
      const response = await app.inject({
        method: 'PATCH',
        url: `/fhir/R4/Subscription/${id}`,
        headers: { 'content-type': 'application/json-patch+json' },
        payload: JSON.stringify(patch),
      });
      assert.equal(response.statusCode, 200, response.body);
      assert.doesNotMatch(response.body, /second-secret/);
      await pass();
      const { headers } = receiver.received.at(-1) as (typeof receiver.received)[number];
      assert.deepEqual([headers.authorization, headers['x-more']], ['Bearer of-the-hospital', 'second-secret']);
    });

    it('what is not served is refused with what is', async () => {
      const channel = (more: Record<string, unknown>) => ({ channel: { ...asked().channel, ...more } });
      const filter = (valueString: string) => ({
        _criteria: { extension: [{ url: `${backport}backport-filter-criteria`, valueString }] },
      });
      const cases: [string, Record<string, unknown>, RegExp][] = [
        ['a search as criteria', { criteria: 'Observation?code=1' }, /alert-changed/],
        ['a websocket', channel({ type: 'websocket' }), /rest-hook/],
        ['no endpoint', channel({ endpoint: undefined }), /there is none/],
        ['plain http elsewhere', channel({ endpoint: 'http://example.com/x' }), /only https/],
        ['this machine', channel({ endpoint: 'https://127.0.0.1/x' }), /not a public/],
        ['this machine, written otherwise', channel({ endpoint: 'https://0x7f.1/x' }), /not a public/],
        ['a private network', channel({ endpoint: 'https://10.1.2.3/x' }), /not a public/],
        ['the metadata of a cloud', channel({ endpoint: 'https://169.254.169.254/latest' }), /not a public/],
        ['a wrapped address', channel({ endpoint: 'https://[::ffff:10.0.0.1]/x' }), /not a public/],
        ['a unique local address', channel({ endpoint: 'https://[fd00::1]/x' }), /not a public/],
        ['a password', channel({ endpoint: 'https://a:b@example.com/' }), /password/],
        ['another scheme', channel({ endpoint: 'file:///etc/passwd' }), /only https/],
        ['another payload', channel({ payload: 'text/plain' }), /fhir\+json/],
        ['a header of the connection', channel({ header: ['Host: example.com'] }), /not for a subscriber/],
        ['no header', channel({ header: ['nonsense'] }), /Name: value/],
        ['two headers in one', channel({ header: ['A: b\r\nHost: c'] }), /Name: value/],
        ['an unknown filter', filter('code=fall'), /known are patient/],
        ['a filter of another type', filter('Observation?patient=p1'), /another type/],
        ['a filter with SQL', filter("patient=p1' or 1=1"), /no Patient/],
        ['a filter from the prototype', filter('constructor=p1'), /known are patient/],
      ];
      for (const [name, more, expected] of cases) {
        const response = await ask('POST', '/Subscription', asked(more));
        assert.equal(response.statusCode, 422, `${name}: ${response.body}`);
        assert.match(
          (JSON.parse(response.body) as OperationOutcome).issue.map(({ diagnostics }) => diagnostics).join(),
          expected,
          name,
        );
      }
      const beyond = asked({}, [{ url: `${backport}backport-max-count`, valuePositiveInt: 100_000 }]);
      assert.equal((await ask('POST', '/Subscription', beyond)).statusCode, 422);
      assert.deepEqual(receiver.received, []);
      assert.equal((JSON.parse((await ask('GET', '/Subscription')).body) as Bundle).total, 0);
    });

    it('metadata names the topics and the operations', async () => {
      const { body } = await ask('GET', '/metadata');
      for (const text of [
        'visit-recorded',
        'alert-changed',
        'backport-subscription-status',
        'backport-subscription-events',
      ]) {
        assert.ok(body.includes(text), text);
      }
    });
  });
}
