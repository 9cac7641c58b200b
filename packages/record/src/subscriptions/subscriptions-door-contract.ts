import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Bundle } from '@medplum/fhirtypes';
import type { OperationOutcome } from '@munan/fhir';
import { toldBy } from './receiver-for-tests.ts';
import { backport, flag, minuteMs, Stage } from './stage-for-tests.ts';

/** What the FHIR door promises of subscriptions, on whichever engine. */
export function subscriptionsDoorContract(engine: string, newUrl: () => Promise<string>): void {
  describe(`Subscription at the FHIR door on ${engine}`, () => {
    let stage: Stage;
    beforeEach(async () => {
      stage = await Stage.open(await newUrl());
    });
    afterEach(() => stage?.close());

    it('$events gives again what was numbered, within what was agreed on; others are refused', async () => {
      const id = await stage.subscribe();
      await stage.record.writeAll([flag('a'), flag('b'), flag('c')]);
      await stage.pass();
      const events = async (query: string) => {
        const response = await stage.ask('GET', `/Subscription/${id}/$events?${query}`);
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
      const whole = await stage.ask('GET', `/Subscription/${id}/$events?content=full-resource`);
      assert.doesNotMatch(whole.body, /"resourceType":"Flag"/);
      const body = { resourceType: 'Parameters', parameter: [{ name: 'eventsSinceNumber', valueString: '3' }] };
      const posted = await stage.ask('POST', `/Subscription/${id}/$events`, body);
      assert.deepEqual(toldBy({ headers: {}, bundle: JSON.parse(posted.body) as Bundle }).events, ['3 Flag/c']);
      assert.equal((await stage.ask('GET', `/Subscription/${id}/$events?eventsSinceNumber=-1`)).statusCode, 400);
      const both = await stage.ask('GET', `/Subscription/$status?id=${id}`);
      assert.equal((JSON.parse(both.body) as Bundle).total, 1);
      stage.asker = 'stranger';
      for (const path of [
        `/Subscription/${id}/$events`,
        `/Subscription/${id}/$status`,
        `/Subscription/$status?id=${id}`,
      ]) {
        assert.equal((await stage.ask('GET', path)).statusCode, 403, path);
      }
      assert.equal((await stage.ask('PUT', `/Subscription/${id}`, { ...stage.asked(), id })).statusCode, 403);
      assert.equal((await stage.ask('DELETE', `/Subscription/${id}`)).statusCode, 403);
      stage.asker = 'manager';
      assert.equal((await stage.ask('DELETE', `/Subscription/${id}`)).statusCode, 204);
      stage.receiver.received.length = 0;
      await stage.record.writeAll([flag('d')]);
      await stage.pass(minuteMs);
      assert.deepEqual(stage.receiver.received, []);
      assert.equal((await stage.ask('GET', '/Subscription/never/$status')).statusCode, 404);
    });

    it('secrets never come back, by read, search or history', async () => {
      const id = await stage.subscribe();
      for (const path of [`/Subscription/${id}`, '/Subscription', '/_history', `/Subscription/${id}/_history`]) {
        const { body } = await stage.ask('GET', path);
        assert.doesNotMatch(body, /of-the-hospital/, path);
        assert.match(body, /Authorization: \*\*\*/, path);
      }
      const patch = [{ op: 'add', path: '/channel/header/-', value: 'X-More: second-secret' }];
      const response = await stage.ask('PATCH', `/Subscription/${id}`, patch, 'application/json-patch+json');
      assert.equal(response.statusCode, 200, response.body);
      assert.doesNotMatch(response.body, /second-secret/);
      await stage.pass();
      const { headers } = stage.receiver.received.at(-1) as (typeof stage.receiver.received)[number];
      assert.deepEqual([headers.authorization, headers['x-more']], ['Bearer of-the-hospital', 'second-secret']);
    });

    it('what is not served is refused with what is', async () => {
      const channel = (more: Record<string, unknown>) => ({ channel: { ...stage.asked().channel, ...more } });
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
        const response = await stage.ask('POST', '/Subscription', stage.asked(more));
        assert.equal(response.statusCode, 422, `${name}: ${response.body}`);
        assert.match(
          (JSON.parse(response.body) as OperationOutcome).issue.map(({ diagnostics }) => diagnostics).join(),
          expected,
          name,
        );
      }
      const beyond = stage.asked({}, [{ url: `${backport}backport-max-count`, valuePositiveInt: 100_000 }]);
      assert.equal((await stage.ask('POST', '/Subscription', beyond)).statusCode, 422);
      assert.deepEqual(stage.receiver.received, []);
      assert.equal((JSON.parse((await stage.ask('GET', '/Subscription')).body) as Bundle).total, 0);
    });

    it('metadata names the topics and the operations', async () => {
      const { body } = await stage.ask('GET', '/metadata');
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
