import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ManualClock } from '@munan/runtime';
import type { InjectOptions } from 'fastify';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { bearer, newFolder, openTestHouse, personOf } from './house-for-tests.ts';

const clock = new ManualClock();
const json = 'application/fhir+json';
const nested = (open: string, close: string, depth: number) => `${open.repeat(depth)}{}${close.repeat(depth)}`;
const patient = (more: string) => `{"resourceType":"Patient","id":"p1",${more}}`;
const bundleOf = (type: string, count: number) =>
  JSON.stringify({
    ...{ resourceType: 'Bundle', type },
    entry: Array.from({ length: count }, () => ({ request: { method: 'GET', url: 'Patient/p1' } })),
  });

interface Attack {
  send: string;
  body?: string;
  type?: string;
  headers?: Record<string, string>;
  /** What may be answered. Never 500, never another person's data, never a change. */
  status: number[];
}

// biome-ignore format: a table
const attacks: Record<string, Attack> = {
  'a path out of the base': { send: 'GET /fhir/R4/..%2f..%2fapi%2fboard', status: [400, 404] },
  'a path out of the base, encoded twice': { send: 'GET /fhir/R4/%252e%252e/%252e%252e/api/board', status: [400, 404] },
  'an id that climbs': { send: 'GET /fhir/R4/Patient/..%2f..%2f..%2fetc%2fpasswd', status: [400] },
  'a type that climbs': { send: 'GET /fhir/R4/..%2fAuditEvent/1', status: [404] },
  'an export file that climbs': { send: 'GET /fhir/R4/$export-file/..%2f..%2foidc.keys', status: [400, 404] },
  'NUL in an id': { send: 'GET /fhir/R4/Patient/p1%00', status: [400] },
  'NUL in a search': { send: 'GET /fhir/R4/Patient?name=a%00b', status: [400] },
  'NUL in a resource': { send: 'PUT /fhir/R4/Patient/p1', body: patient('"name":[{"text":"a\\u0000b"}]'), status: [400, 422] },
  'a version that is SQL': { send: "GET /fhir/R4/Patient/p1/_history/1'%20or%20'1'='1", status: [400, 404] },
  'a cursor that is SQL': { send: "GET /fhir/R4/Patient?_cursor=x';drop%20table%20resource;--", status: [400] },
  'a since that is SQL': { send: "GET /fhir/R4/_history?_since=2026';delete%20from%20resource;--", status: [400] },
  'an If-Match that is SQL': { send: 'PUT /fhir/R4/Patient/p1', body: patient('"active":true'), headers: { 'if-match': `W/"1' or 1=1"` }, status: [400] },
  'an If-None-Exist that is SQL': { send: 'POST /fhir/R4/Patient', body: '{"resourceType":"Patient"}', headers: { 'if-none-exist': "nothing='; drop table resource" }, status: [400] },
  'a Prefer of 8 KB': { send: 'GET /fhir/R4/Patient/p1', headers: { prefer: 'handling=lenient;'.repeat(500) }, status: [200] },
  'a body above the limit': { send: 'PUT /fhir/R4/Patient/p1', body: patient(`"name":[{"text":"${'가'.repeat(1_000_000)}"}]`), status: [413] },
  'JSON nested 50,000 deep': { send: 'PUT /fhir/R4/Patient/p1', body: patient(`"extension":[${nested('{"extension":[', ']}', 50_000)}]`), status: [400] },
  'lists nested 100,000 deep': { send: 'PUT /fhir/R4/Patient/p1', body: nested('[', ']', 100_000), status: [400] },
  'a bundle in a bundle, 2,000 deep': { send: 'POST /fhir/R4', body: nested('{"resourceType":"Bundle","type":"batch","entry":[{"resource":', '}]}', 2_000), status: [400] },
  'a transaction of 50,000 entries': { send: 'POST /fhir/R4', body: bundleOf('transaction', 50_000), status: [400, 413] },
  '__proto__ in a resource': { send: 'PUT /fhir/R4/Patient/p1', body: patient('"__proto__":{"active":true}'), status: [400, 422] },
  'constructor in a resource': { send: 'PUT /fhir/R4/Patient/p1', body: patient('"constructor":{"prototype":{"a":1}}'), status: [400, 422] },
  'two keys of one name': { send: 'PUT /fhir/R4/Patient/p1', body: '{"resourceType":"Patient","id":"p1","id":"p2"}', status: [400, 422] },
  'a JSON Patch to the prototype': { send: 'PATCH /fhir/R4/Patient/p1', type: 'application/json-patch+json', body: '[{"op":"add","path":"/__proto__/active","value":true}]', status: [400, 422] },
  'a JSON Patch with a pointer of 100 KB': { send: 'PATCH /fhir/R4/Patient/p1', type: 'application/json-patch+json', body: JSON.stringify([{ op: 'remove', path: '/a'.repeat(50_000) }]), status: [400, 422] },
  'a search that a regular expression would choke on': { send: `GET /fhir/R4/Patient?name:contains=${'a'.repeat(1_900)}!`, status: [200] },
  'a search of wildcards': { send: `GET /fhir/R4/Patient?name:contains=${'%25_'.repeat(400)}`, status: [200] },
  'a value above the limit': { send: `GET /fhir/R4/Patient?name=${'a'.repeat(10_000)}`, status: [400, 414] },
  'a date that a regular expression would choke on': { send: `GET /fhir/R4/Patient?birthdate=${'1'.repeat(1_500)}-`, status: [400] },
  'a reason with a line break': { send: 'PUT /fhir/R4/Patient/p1', body: patient('"active":"no"'), headers: { 'x-munan-reason': 'a\u0001b' }, status: [400, 422] },
  'XML': { send: 'PUT /fhir/R4/Patient/p1', type: 'application/fhir+xml', body: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><Patient/>', status: [415] },
  'a script in a narrative': { send: 'PUT /fhir/R4/Patient/p1', body: patient('"text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\"><script>alert(1)</script></div>"}'), status: [400, 422] },
  'a cyclic include': { send: 'GET /fhir/R4/Observation?_include:iterate=*&_revinclude:iterate=*&_count=1000', status: [200, 400] },
  'a reverse chain of ten steps': { send: `GET /fhir/R4/Patient?${'_has:Observation:patient:'.repeat(10)}code=1`, status: [400] },
};

describe('the FHIR door under attack', () => {
  const { folder, remove } = newFolder();
  let house: House;
  let app: App;
  let authorization: string;

  before(async () => {
    house = await openTestHouse(folder, clock);
    await house.enrol(['p1', 'p2'].map((id) => personOf(id)));
    app = await house.openHttp();
    authorization = await bearer(folder, 'doctor', 'doc', clock.now());
  });
  after(async () => {
    await app.close();
    await house.close();
    remove();
  });

  const ask = ({ send, body, type = json, headers = {} }: Omit<Attack, 'status'>) => {
    const [method, url] = send.split(/ (.*)/s, 2);
    const sent = { authorization, ...(body !== undefined && { 'content-type': type }), ...headers };
    return app.inject({ method, url, headers: sent, ...(body !== undefined && { payload: body }) } as InjectOptions);
  };
  const kept = async () => (await house.record.history({ type: 'Patient' })).rows.map(({ text }) => text);

  for (const [name, { status, ...attack }] of Object.entries(attacks)) {
    it(`${name}: refused or harmless, and nothing is changed`, async () => {
      const before = await kept();
      const answer = await ask(attack);
      assert.ok(status.includes(answer.statusCode), `${answer.statusCode} ${answer.body.slice(0, 300)}`);
      if (answer.statusCode >= 400 && attack.send.includes(' /fhir/R4') && !answer.body.startsWith('{"error"'))
        assert.equal(answer.json().resourceType, 'OperationOutcome');
      assert.deepEqual(await kept(), before);
      assert.equal((await ask({ send: 'GET /fhir/R4/Patient/p1' })).statusCode, 200);
      assert.equal(Object.hasOwn(Object.prototype, 'active'), false);
    });
  }
});
