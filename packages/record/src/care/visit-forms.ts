import type {
  CodeableConcept,
  Coding,
  Observation,
  Questionnaire,
  QuestionnaireItem,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
} from '@medplum/fhirtypes';
import { codeSystems, findDateRange, observationOf, toInstant } from '@munan/fhir';
import type { FilledForm, FormAnswer, VisitEntry } from '@munan/flow';
import { asks } from '@munan/visit';
import { extensions, munan, partId } from './systems.ts';
import type { Circumstances } from './visit-vitals.ts';

/** The forms that are known. Answers of a form or an item that is not are kept all the same. */
export interface FormBook {
  find(id: string, version: string): Questionnaire | undefined;
  /** Sum of the weights chosen; undefined where the form has none. */
  total(
    form: Questionnaire,
    answers: FilledForm['answers'],
  ): { linkId: string; points: number; complete: boolean; meaning?: { ko: string } } | undefined;
}

/** [SDC 3.0 observation-based extraction] the answer becomes an Observation with the item's code. */
const observationExtract = 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-observationExtract';
/** [FHIR R4 extension-questionnaire-unit] */
const questionnaireUnit = 'http://hl7.org/fhir/StructureDefinition/questionnaire-unit';
/** Where a Questionnaire of the house that is not known would be. */
const formBase = 'http://munan.kr/fhir/Questionnaire';

export function responseId(visit: string, form: string): string {
  return partId(visit, 'form', form);
}
export function extractedId(visit: string, form: string, linkId: string): string {
  return partId(visit, 'form', form, linkId);
}

/** Each form that was filled in: a QuestionnaireResponse, and the Observations that its Questionnaire asks to be made. */
export function formResources(
  { id, state = 'signed', forms = {} }: VisitEntry,
  taken: Circumstances,
  book: FormBook,
): { responses: QuestionnaireResponse[]; observations: Observation[] } {
  const responses: QuestionnaireResponse[] = [];
  const observations: Observation[] = [];
  for (const [form, filled] of Object.entries(forms)) {
    const questionnaire = book.find(form, filled.version);
    responses.push(responseOf(id, form, filled, { questionnaire, taken, signed: state === 'signed' }));
    if (questionnaire) observations.push(...extracted({ visit: id, form, questionnaire, filled }, taken, book));
  }
  return { responses, observations };
}

function responseOf(
  visit: string,
  form: string,
  { version, answers }: FilledForm,
  about: { questionnaire: Questionnaire | undefined; taken: Circumstances; signed: boolean },
): QuestionnaireResponse {
  const { questionnaire, taken, signed } = about;
  const url = questionnaire?.url ?? `${formBase}/${form}`;
  const canonical = /^[A-Za-z0-9._-]+$/.test(version);
  const item = itemsOf(questionnaire?.item, new Map(Object.entries(answers)));
  return {
    resourceType: 'QuestionnaireResponse',
    id: responseId(visit, form),
    ...(!canonical && version && { extension: [{ url: extensions.formVersion, valueString: version }] }),
    identifier: { system: munan.form, value: form },
    questionnaire: canonical ? `${url}|${version}` : url,
    status: signed ? 'completed' : 'in-progress',
    subject: { reference: `Patient/${taken.patient}` },
    encounter: { reference: `Encounter/${taken.encounter}` },
    authored: toInstant(taken.at),
    author: { reference: `Practitioner/${taken.performer}` },
    ...(item.length > 0 && { item }),
  };
}

/** Items in the order and the groups of the form; then, flat, what it does not know. Takes what it places out of `left`. */
function itemsOf(
  items: readonly QuestionnaireItem[] | undefined,
  left: Map<string, FormAnswer>,
  top = true,
): QuestionnaireResponseItem[] {
  const placed = (items ?? []).flatMap((item): QuestionnaireResponseItem[] => {
    const answer = left.get(item.linkId);
    left.delete(item.linkId);
    const inside = itemsOf(item.item, left, false);
    if (answer === undefined) return inside.length > 0 ? [{ linkId: item.linkId, item: inside }] : [];
    const own = responseItem(item.linkId, answer, item);
    // [FHIR R4 qrs-1] an item has no items beside its answers: what is asked below one stands below its first answer.
    const [first, ...others] = own.answer ?? [];
    if (inside.length === 0 || !first) return [own];
    return [{ ...own, answer: [{ ...first, item: inside }, ...others] }];
  });
  if (!top) return placed;
  return [...placed, ...[...left].map(([linkId, answer]) => responseItem(linkId, answer))];
}

function responseItem(linkId: string, answer: FormAnswer, item?: QuestionnaireItem): QuestionnaireResponseItem {
  if (!Array.isArray(answer)) return { linkId, answer: [answerOf(answer, item)] };
  return {
    linkId,
    extension: [{ url: extensions.several, valueInteger: answer.length }],
    answer: answer.map((one) => answerOf(one, item)),
  };
}

const mostInteger = 2 ** 31 - 1;

function answerOf(answer: boolean | number | string, item?: QuestionnaireItem): QuestionnaireResponseItemAnswer {
  if (typeof answer === 'boolean') return { valueBoolean: answer };
  if (typeof answer === 'number') {
    const whole = Number.isInteger(answer) && Math.abs(answer) <= mostInteger;
    return whole && item?.type !== 'decimal' ? { valueInteger: answer } : { valueDecimal: answer };
  }
  const coding = item?.answerOption?.find(({ valueCoding }) => valueCoding?.code === answer)?.valueCoding;
  if (coding) return { valueCoding: codingOf(coding) };
  if (item?.type === 'date' && findDateRange(answer, 0) && answer.length <= 10) return { valueDate: answer };
  return { valueString: answer };
}

/** Without weights, translations and marks, which are the Questionnaire's. */
function codingOf({ system, code, display }: Coding): Coding {
  return { ...(system && { system }), ...(code && { code }), ...(display && { display }) };
}

interface Extracting {
  visit: string;
  form: string;
  questionnaire: Questionnaire;
  filled: FilledForm;
}

function extracted(
  { visit, form, questionnaire, filled }: Extracting,
  taken: Circumstances,
  book: FormBook,
): Observation[] {
  const response = { reference: `QuestionnaireResponse/${responseId(visit, form)}` };
  const total = book.total(questionnaire, filled.answers);
  const asked = asks(questionnaire, filled.answers);
  return marked(questionnaire).flatMap((item): Observation[] => {
    const code: CodeableConcept = {
      coding: item.code?.map(codingOf) ?? [{ system: munan.form, code: `${form}.${item.linkId}` }],
    };
    const base = {
      ...observationOf({ ...taken, id: extractedId(visit, form, item.linkId) }, 'survey', code),
      derivedFrom: [response],
    };
    if (total?.linkId === item.linkId) {
      const text = total.meaning?.ko;
      return [
        {
          ...base,
          status: total.complete ? 'final' : 'preliminary',
          ...(text && { interpretation: [{ text }] }),
          valueInteger: total.points,
        },
      ];
    }
    const answer = Object.hasOwn(filled.answers, item.linkId) ? filled.answers[item.linkId] : undefined;
    // What was answered before another answer took the question away stays in the response, but is not observed.
    if (answer === undefined || !asked(item.linkId)) return [];
    if (!Array.isArray(answer)) return [{ ...base, ...observedValue(answer, item) }];
    return [{ ...base, component: answer.map((one) => ({ code, ...observedValue(one, item) })) }];
  });
}

/** Items that become an Observation; the mark on the form marks all that have a code. */
function marked(questionnaire: Questionnaire): QuestionnaireItem[] {
  const isMarked = ({ extension }: { extension?: Questionnaire['extension'] }) =>
    extension?.find(({ url }) => url === observationExtract)?.valueBoolean;
  const below = (items: readonly QuestionnaireItem[] = [], all: boolean): QuestionnaireItem[] =>
    items.flatMap((item) => {
      const mark = isMarked(item) ?? all;
      const own = mark && item.type !== 'group' && item.type !== 'display' && item.code;
      return [...(own ? [item] : []), ...below(item.item, mark)];
    });
  return below(questionnaire.item, isMarked(questionnaire) ?? false);
}

function observedValue(
  answer: boolean | number | string,
  item: QuestionnaireItem,
): Pick<Observation, 'valueBoolean' | 'valueQuantity' | 'valueInteger' | 'valueDateTime' | 'valueString'> &
  Pick<Observation, 'valueCodeableConcept'> {
  const { valueBoolean, valueInteger, valueDecimal, valueCoding, valueDate, valueString } = answerOf(answer, item);
  if (valueBoolean !== undefined) return { valueBoolean };
  if (valueCoding) return { valueCodeableConcept: { coding: [valueCoding] } };
  if (valueDate !== undefined) return { valueDateTime: valueDate };
  if (valueString !== undefined) return { valueString };
  const unit = item.extension?.find(({ url }) => url === questionnaireUnit)?.valueCoding;
  if (valueInteger !== undefined && !unit) return { valueInteger };
  const { code = '1', display = code, system = codeSystems.ucum } = unit ?? {};
  return { valueQuantity: { value: valueInteger ?? valueDecimal ?? 0, unit: display, system, code } };
}

/** The reverse of a response: which form, and what was answered. Undefined: it is not one of a visit's. */
export function readResponse({
  identifier,
  questionnaire = '',
  extension = [],
  item,
  status,
}: QuestionnaireResponse): { form: string; filled: FilledForm } | undefined {
  if (identifier?.system !== munan.form || identifier.value === undefined || status === 'entered-in-error')
    return undefined;
  const said = extension.find(({ url }) => url === extensions.formVersion)?.valueString;
  const version = said ?? questionnaire.split('|')[1] ?? '';
  return { form: identifier.value, filled: { version, answers: Object.fromEntries(answersIn(item)) } };
}

function answersIn(items: readonly QuestionnaireResponseItem[] = []): [string, FormAnswer][] {
  return items.flatMap(({ linkId, answer = [], extension = [], item }) => {
    const below = [...answersIn(item), ...answer.flatMap((each) => answersIn(each.item))];
    const values = answer.flatMap((each) => readAnswer(each) ?? []);
    const several = extension.some(({ url }) => url === extensions.several) || values.length > 1;
    const [first] = values;
    if (first === undefined) return below;
    return [[linkId, several ? values.map(String) : first] as [string, FormAnswer], ...below];
  });
}

function readAnswer(answer: QuestionnaireResponseItemAnswer): boolean | number | string | undefined {
  return (
    answer.valueBoolean ??
    answer.valueInteger ??
    answer.valueDecimal ??
    answer.valueCoding?.code ??
    answer.valueDate ??
    answer.valueString
  );
}

/** Ids of the Observations that were made of a response as it was stored. */
export function extractedIds(visit: string, response: QuestionnaireResponse, known?: Questionnaire): string[] {
  const form = response.identifier?.value;
  if (form === undefined) return [];
  const linkIds = new Set([
    ...answersIn(response.item).map(([linkId]) => linkId),
    ...(known ? marked(known).map(({ linkId }) => linkId) : []),
  ]);
  return Array.from(linkIds, (linkId) => extractedId(visit, form, linkId));
}
