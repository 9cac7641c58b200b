import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Bundle, findProfile, type OperationOutcome, validate } from '@munan/fhir';
import type { VisitEntry } from '@munan/flow';
import { Client } from 'fhir-kit-client';
import { programToken } from './openid-for-tests.ts';
import { jpeg, type VisitedHouse, visitedHouse } from './visited-house-for-tests.ts';

interface Coded {
  coding?: { system?: string; code?: string }[];
  text?: string;
}
interface Value {
  valueQuantity?: { value: number; unit: string; system: string; code: string };
  valueInteger?: number;
  valueBoolean?: boolean;
  valueString?: string;
  valueCodeableConcept?: Coded;
}
interface Item {
  linkId: string;
  answer?: (Value & { valueCoding?: { code: string } })[];
  item?: Item[];
}
/** What an outside reader looks at, of whichever type. */
interface Read extends Value {
  resourceType: string;
  id: string;
  meta?: { profile?: string[]; tag?: { system?: string; code?: string }[] };
  status?: string;
  encounter?: { reference?: string };
  code?: Coded;
  category?: Coded[];
  component?: (Value & { code: Coded })[];
  item?: Item[];
  [more: string]: unknown;
}

const loinc = 'http://loinc.org';
const profiles = 'http://www.hl7korea.or.kr/fhir/krcore/StructureDefinition/krcore-';

describe('a whole visit at an outside client (fhir-kit-client)', () => {
  let there: VisitedHouse;
  let visit: VisitEntry;
  let client: Client;
  let token: string;
  /** All that there is of the person, as found by type. */
  let read: Read[];

  const search = async (resourceType: string, searchParams: Record<string, string>): Promise<Read[]> =>
    all(await client.search({ resourceType, searchParams }));
  async function all(first: unknown): Promise<Read[]> {
    const found: Read[] = [];
    for (let page = first as Bundle | undefined; page; ) {
      found.push(...(page.entry ?? []).map(({ resource }) => resource as unknown as Read));
      page = (await client.nextPage({ bundle: page as never })) as Bundle | undefined;
    }
    return found;
  }
  const of = (type: string) => read.filter(({ resourceType }) => resourceType === type);
  const one = (type: string) => {
    const found = of(type);
    assert.equal(found.length, 1, type);
    return found[0]!;
  };
  const observation = (code: string, count = 1) => {
    const found = of('Observation').filter((each) => each.code?.coding?.some((coding) => coding.code === code));
    assert.equal(found.length, count, code);
    return found[0]!;
  };
  const name = ({ resourceType, id }: Read) => `${resourceType}/${id}`;

  before(async () => {
    there = await visitedHouse();
    visit = there.visit;
    token = await programToken(there.openid, 'outside', 'system/*.rs');
    client = new Client({ baseUrl: `${there.openid.base}/fhir/R4`, bearerToken: token });
    const types = [
      ...['Encounter', 'Observation', 'QuestionnaireResponse', 'Media', 'Communication', 'Appointment'],
      ...['ServiceRequest', 'Task', 'MedicationStatement', 'AllergyIntolerance', 'Condition'],
    ];
    const found = await Promise.all(types.map((type) => search(type, { patient: 'Patient/p1' })));
    const signed = await search('Provenance', { target: `Encounter/${visit.id}` });
    read = [...found.flat(), ...signed, ...(await search('Patient', { _id: 'p1' }))];
  });
  after(() => there?.openid.stop());

  it('every resource is there, read by id as it was found', async () => {
    const count = Object.fromEntries(
      [...Map.groupBy(read, ({ resourceType }) => resourceType)].map(([type, each]) => [type, each.length]),
    );
    assert.deepEqual(count, {
      Encounter: 1,
      // 2 pressures and their mean, 6 measured, oxygen, pain, consciousness, orientation, NEWS2, remarks; 6 and 2 of the
      // forms; the size of the wound
      Observation: 15 + 8 + 1,
      QuestionnaireResponse: 2,
      Media: 1,
      Communication: 2,
      Appointment: 1,
      ServiceRequest: 1,
      Task: 2,
      MedicationStatement: 1,
      AllergyIntolerance: 1,
      Condition: 1,
      Provenance: 1,
      Patient: 1,
    });
    for (const each of read) assert.deepEqual(await client.read(each as never), each, name(each));
  });

  it('$validate finds nothing wrong with any of them, nor do validate and the profiles that they claim', async () => {
    for (const each of read) {
      assert.doesNotThrow(() => validate(each), name(each));
      const { resourceType } = each;
      for (const profile of each.meta?.profile ?? []) assert.ok(findProfile(profile), `${profile} is not held`);
      const judged = await client.operation({ name: 'validate', resourceType, input: each as never });
      const { issue } = judged as unknown as OperationOutcome;
      const wrong = issue.filter(({ severity }) => severity === 'error' || severity === 'fatal');
      assert.deepEqual(wrong, [], name(each));
    }
    const claims = (each: Read) => (each.meta?.profile ?? []).map((url) => url.replace(profiles, ''));
    assert.deepEqual(claims(one('Patient')), ['patient']);
    assert.deepEqual(claims(one('Encounter')), ['encounter']);
    for (const [code, profile, times] of [
      ['85354-9', 'bloodpressure', 2],
      ['8867-4', 'heartrate', 1],
      ['8310-5', 'bodytemperature', 1],
      ['2708-6', 'pulseoximetry', 1],
      ['9279-1', 'respiratoryrate', 1],
      ['29463-7', 'bodyweight', 1],
      ['2339-0', 'observation-laboratory-result', 1],
    ] as const) {
      assert.deepEqual(claims(observation(code, times)), [profile], code);
    }
    const broken = { ...observation('8867-4'), valueQuantity: { value: 1, unit: 'kg' } };
    const judged = await client.operation({ name: 'validate', resourceType: 'Observation', input: broken as never });
    assert.equal((judged as unknown as OperationOutcome).issue[0]?.severity, 'error', '$validate judges');
  });

  it('a search by the encounter, by the code or the category finds each', async () => {
    const id = one('Encounter').id;
    const parameters: Record<string, string> = { Encounter: '_id', Appointment: 'supporting-info' };
    const atVisit = read.filter((each) => each.encounter || Object.hasOwn(parameters, each.resourceType));
    for (const [type, wanted] of Map.groupBy(atVisit, ({ resourceType }) => resourceType)) {
      const parameter = parameters[type] ?? 'encounter';
      const found = await search(type, { [parameter]: parameter === '_id' ? id : `Encounter/${id}` });
      assert.deepEqual(found.map(name).sort(), wanted.map(name).sort(), type);
    }
    let asked = 0;
    for (const each of read) {
      const { system, code } = (each.code ?? each.category?.[0])?.coding?.[0] ?? {};
      if (code === undefined) continue;
      const parameter = each.code ? 'code' : 'category';
      const found = await search(each.resourceType, { patient: 'p1', [parameter]: `${system}|${code}` });
      assert.ok(found.map(name).includes(name(each)), `${each.resourceType}?${parameter}=${system}|${code}`);
      asked++;
    }
    assert.ok(asked > 28, String(asked));
    const text = async (type: string, words: string) =>
      (await search(type, { patient: 'p1', 'code:text': words })).length;
    assert.deepEqual([await text('AllergyIntolerance', '페니실린'), await text('Condition', '심부전')], [1, 1]);
    assert.equal(
      (await search('Observation', { patient: 'p1', 'code-value-quantity': `${loinc}|29463-7$54.3` })).length,
      1,
    );
  });

  it('$everything has them all', async () => {
    const bundle = await client.operation({ name: 'everything', resourceType: 'Patient', id: 'p1', method: 'GET' });
    const have = new Set((await all(bundle)).map(name));
    assert.deepEqual(
      read.map(name).filter((each) => !have.has(each)),
      [],
    );
  });

  it('what was measured reads as it was entered: units, codes, and decimals as they are written', async () => {
    const { vitals } = visit;
    for (const [code, value, unit] of [
      ['8867-4', vitals.pulsePerMin, '/min'],
      ['8310-5', vitals.temperatureCel, 'Cel'],
      ['2708-6', vitals.spo2Percent, '%'],
      ['9279-1', vitals.respirationPerMin, '/min'],
      ['2339-0', vitals.glucoseMgPerDl, 'mg/dL'],
      ['29463-7', vitals.weightKg, 'kg'],
      ['72514-3', vitals.painScore, '{score}'],
    ] as const) {
      const { valueQuantity, status } = observation(code);
      assert.equal(status, 'final');
      assert.deepEqual(valueQuantity, {
        value,
        unit: valueQuantity?.unit,
        system: 'http://unitsofmeasure.org',
        code: unit,
      });
    }
    const pressures = of('Observation').filter((each) => /85354-9|96607-7/.test(JSON.stringify(each.code)));
    const parts = pressures.map(({ component = [] }) => component.map(({ valueQuantity }) => valueQuantity?.value));
    assert.deepEqual(new Set(parts.map(String)), new Set(['148,86', '143,81', '146,84']), 'both, and their mean');
    const codes = (each: Read) => each.component?.map((part) => [part.code.coding?.[0]?.code, part.valueBoolean]);
    assert.deepEqual(codes(observation('orientation')), [
      ['time', false],
      ['place', true],
      ['person', true],
    ]);
    assert.equal(observation('2339-0').component?.[0]?.valueCodeableConcept?.coding?.[0]?.code, 'LA33-6', 'fasting');
    assert.equal(observation('57485005').valueBoolean, true);
    assert.equal(observation('1104441000000107').valueCodeableConcept?.coding?.[0]?.code, '248234008');
    // [RCP 2017] respiration 22: 2, SpO2 93 on oxygen: 2 + 2, pulse 112: 2
    assert.equal(observation('1104051000000101').valueInteger, 8);
    assert.equal(observation('34746-8').valueString, visit.remarks);
    const pulse = observation('8867-4');
    assert.deepEqual(pulse.meta?.tag, [{ system: 'urn:munan:confirmed', code: 'pulsePerMin' }]);
    assert.match(JSON.stringify(pulse.note), /계단을 올라오심/);
    const raw = async (id: string) => {
      const authorization = `Bearer ${token}`;
      return (await fetch(`${there.openid.base}/fhir/R4/Observation/${id}`, { headers: { authorization } })).text();
    };
    assert.match(await raw(observation('8310-5').id), /"value":37\.0,/);
    assert.match(await raw(observation('29463-7').id), /"value":54\.3,/);
    assert.match(await raw(pulse.id), /"value":112,/);
  });

  it('forms, picture, question and next visit read as they were entered', async () => {
    const answersIn = (items: Item[] = []): [string, unknown][] =>
      items.flatMap(({ linkId, answer = [], item }) => {
        const values = answer.map((each) => each.valueCoding?.code ?? each.valueBoolean ?? each.valueInteger);
        const own: [string, unknown][] =
          linkId === 'symptoms' ? [[linkId, values]] : values.map((value) => [linkId, value]);
        return [...own, ...answersIn(item)];
      });
    for (const [form, { version, answers }] of Object.entries(visit.forms ?? {})) {
      const questionnaire = `http://munan.kr/fhir/Questionnaire/${form}|${version}`;
      const [response, ...more] = await search('QuestionnaireResponse', { patient: 'p1', questionnaire });
      assert.deepEqual([response?.status, more], ['completed', []], form);
      assert.deepEqual(Object.fromEntries(answersIn(response?.item)), answers, form);
    }
    assert.equal(observation('88020-3').valueCodeableConcept?.coding?.[0]?.code, '3', 'NYHA');
    assert.equal(observation('heart-failure.pillows').valueInteger, 3);
    assert.equal(observation('heart-failure.orthopnoea').valueBoolean, true);
    // [GDS-SF] a point for "no" at 1, 5, 7, 11 and 13 and for "yes" at the others
    assert.equal(observation('mood.total').valueInteger, 4);

    const media = one('Media') as Read & { content: { url: string; title: string }; bodySite: Coded };
    assert.deepEqual(
      [media.status, media.content.title, media.bodySite.text],
      ['completed', '왼쪽 발뒤꿈치', '왼쪽 발뒤꿈치'],
    );
    const binary = (await client.request(media.content.url)) as unknown as { data: string; contentType: string };
    assert.deepEqual([binary.contentType, Buffer.from(binary.data, 'base64')], ['image/jpeg', jpeg]);
    assert.doesNotThrow(() => validate(binary));
    const size = observation('72287-6').component?.map(({ valueQuantity }) => [
      valueQuantity?.value,
      valueQuantity?.code,
    ]);
    assert.deepEqual(size, [
      [22, 'mm'],
      [15.5, 'mm'],
    ]);

    const said = of('Communication') as (Read & { payload: { contentString: string }[]; inResponseTo?: unknown })[];
    const texts = new Map(said.map((each) => [each.category?.[0]?.coding?.[0]?.code, each]));
    assert.equal(texts.get('question')?.payload[0]?.contentString, visit.question);
    assert.equal(texts.get('advice')?.payload[0]?.contentString, '염분을 줄이도록 안내해 주세요');
    assert.deepEqual(texts.get('advice')?.inResponseTo, [{ reference: name(texts.get('question')!) }]);
    assert.match(JSON.stringify(one('ServiceRequest')), /푸로세미드 40 mg으로 증량/);
    const { status, start, comment } = one('Appointment');
    assert.deepEqual([status, start, comment], ['booked', `${visit.next?.date}T14:30:00+09:00`, '체중 확인']);
    const encounter = one('Encounter') as Read & { period: { start: string; end: string }; class: { code: string } };
    assert.deepEqual(
      [encounter.status, encounter.class.code, ...Object.values(encounter.period).map((at) => Date.parse(at))],
      ['finished', 'HH', visit.arrived, visit.finished],
    );
    assert.ok(
      of('Provenance').some((each) => each.signature),
      'the signing',
    );
  });

  it('facts and contradictions read as they stand: what was decided, and what nobody has decided yet', () => {
    const texts = (type: string) => {
      const each = one(type);
      return (each.code ?? (each.medicationCodeableConcept as Coded)).text;
    };
    assert.deepEqual(['MedicationStatement', 'AllergyIntolerance', 'Condition'].map(texts), [
      '푸로세미드 40 mg',
      '페니실린 (두드러기)',
      '심부전',
    ]);
    const tasks = new Map(of('Task').map((each) => [each.id, each as Read & { input: Value[]; output?: Value[] }]));
    const [decided, open] = [tasks.get(there.decided), tasks.get(there.open)];
    assert.deepEqual([decided?.status, decided?.priority, open?.status], ['completed', 'urgent', 'requested']);
    const values = (inputs?: Value[]) => (inputs ?? []).map(({ valueString = '' }) => JSON.parse(valueString)?.value);
    assert.deepEqual(values(decided?.input).slice(-2), [['푸로세미드 40 mg'], ['푸로세미드 20 mg']]);
    assert.deepEqual(values(decided?.output), [['푸로세미드 40 mg']]);
    assert.deepEqual(values(open?.input).slice(-2), ['1234*', '9876*']);
    assert.equal(open?.output, undefined);
  });
});
