import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, test } from 'node:test';
import type { QuestionnaireItem } from '@medplum/fhirtypes';
import { type Observation, validate } from '@munan/fhir';
import type { FormAnswer, VisitEntry } from '@munan/flow';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import { questionnaires } from '@munan/visit';
import { publishConformance } from '../conformance.ts';
import { type FhirRecord, resourceOf } from '../fhir-record.ts';
import { recordMigrations } from '../migrations.ts';
import { openRecord } from '../record.ts';
import { feetForm, visitAt } from './entries-for-tests.ts';
import { findForm, publishedForms } from './house-forms.ts';
import { visitResources } from './visit.ts';
import { findVisit } from './visit-find.ts';
import { responseId } from './visit-forms.ts';
import { storeVisit } from './visits.ts';

function itemsOf(items: readonly QuestionnaireItem[] = []): QuestionnaireItem[] {
  return items.flatMap((item) => [item, ...itemsOf(item.item)]);
}

/** Something for every question: the last option, both of many. */
function anyAnswer({ type, answerOption = [], repeats }: QuestionnaireItem): FormAnswer {
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'decimal') return 3;
  if (type === 'date') return '2026-11-01';
  const codes = answerOption.flatMap(({ valueCoding }) => valueCoding?.code ?? []);
  if (codes.length > 0) return repeats ? codes.slice(-2) : (codes.at(-1) as string);
  return repeats ? ['하나', '둘'] : '글';
}

const base: VisitEntry = { id: 'v-1', patient: 'p-1', arrived: visitAt, finished: visitAt + 1, vitals: {} };

test('visitResources() of every form of the house, filled in to the last question, are valid and typed as it asks', () => {
  for (const form of questionnaires) {
    const asked = itemsOf(form.item).filter(({ type }) => type !== 'group' && type !== 'display');
    const answers = Object.fromEntries(asked.map((item) => [item.linkId, anyAnswer(item)]));
    const forms = { [form.id ?? '']: { version: form.version ?? '', answers } };
    const resources = visitResources({ entry: { ...base, forms }, nurse: 'n-1' });
    for (const resource of resources) validate(resource);
    const text = JSON.stringify(resources.filter(({ resourceType }) => resourceType === 'QuestionnaireResponse'));
    assert.match(text, new RegExp(`"questionnaire":"${form.url}\\|${form.version}"`));
    for (const { linkId, answerOption } of asked) {
      const answer = text.slice(text.indexOf(`"linkId":"${linkId}"`)).split('"answer":[')[1] ?? '';
      if (answerOption) assert.match(answer, /^\{"valueCoding":/, `${form.id} ${linkId}`);
    }
  }
});

test('visitResources() observes no answer to a question that another answer took away, and keeps it in the response', () => {
  const resources = (kind: string) =>
    visitResources({
      entry: { ...base, forms: { wound: { version: '1.0.0', answers: { kind, stage: '3' } } } },
      nurse: 'n-1',
    });
  const observed = (kind: string) =>
    resources(kind)
      .filter(({ resourceType }) => resourceType === 'Observation')
      .map((one) => (one as Observation).code.coding?.[0]?.code);
  assert.deepEqual(observed('pressure'), ['wound.kind', 'wound.stage']);
  assert.deepEqual(observed('burn'), ['wound.kind']);
  assert.match(JSON.stringify(resources('burn')), /"linkId":"stage"/);
});

describe('forms in the record', () => {
  let folder: string;
  let database: Database;
  let record: FhirRecord;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'munan-forms-'));
    database = await openDatabase(`sqlite:${join(folder, 'munan.sqlite')}`);
    await database.migrate(recordMigrations);
    record = openRecord({ database, clock: new ManualClock(visitAt), log: silentLog });
  });
  after(async () => {
    await database?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('publishConformance() publishes every version of a form as a resource of its own, where its address leads', async () => {
    await publishConformance(record);
    for (const { id = '', url, version } of publishedForms()) {
      const { resourceType, ...stored } = resourceOf(await record.read('Questionnaire', id)) as {
        resourceType: string;
      };
      assert.deepEqual({ resourceType, ...stored }, { ...stored, resourceType: 'Questionnaire', url, version });
    }
  });

  it('storeVisit() reads a form with the version it was filled in on, though the house has a newer one', async () => {
    await record.writeAll([{ ...feetForm, id: 'feet-1' }]);
    assert.equal((await findForm(record, 'feet', '1'))?.version, '1');
    assert.equal(await findForm(record, 'feet', '2'), undefined);
    const answers = { walks: true, where: ['left'] };
    const entry = { ...base, forms: { feet: { version: '1', answers } } };
    await storeVisit(record, { entry, nurse: 'n-1' });
    const corrected = await storeVisit(record, { entry: { ...entry, remarks: '고침' }, nurse: 'n-1', reason: '오타' });
    assert.deepEqual(corrected.entry.forms, entry.forms);
    assert.deepEqual((await findVisit(record, 'v-1'))?.entry.forms, entry.forms);
    const response = await record.read('QuestionnaireResponse', responseId('v-1', 'feet'));
    assert.match(response.text, /"valueCoding":\{"system":"urn:munan:test-side","code":"left"/);
    const { rows } = await record.history({ type: 'Observation' });
    const statuses = rows
      .map((row) => resourceOf<Observation>(row))
      .map(({ code, status }) => [code.coding?.[0]?.code, status]);
    assert.deepEqual(statuses.sort(), [
      ['34746-8', 'final'],
      ['walks', 'final'],
      ['where', 'final'],
    ]);
  });
});
