import type { Condition, PersonPrior } from '@munan/detectors';
import type { Person } from './person.ts';

/**
 * By name in both languages, and by the code that a list may carry (KCD-8, as ICD-10). A name that is not here moves nothing: then
 * her range begins as anybody's of her age.
 */
const known: Record<Exclude<Condition, 'beta-blocker'>, RegExp> = {
  copd: /만성\s*폐쇄성\s*폐\s*질환|\bCOPD\b|chronic obstructive pulmonary|\bJ44(\.\d)?\b/i,
  'heart-failure': /심부전|heart failure|\bI50(\.\d)?\b/i,
  'atrial-fibrillation': /심방\s*(세동|조동)|atrial (fibrillation|flutter)|\bI48(\.\d)?\b/i,
  'sleep-apnoea': /수면\s*무호흡|sleep apno?ea|\bG47\.3\b/i,
};
/** Taken by mouth; of eye drops (timolol) little reaches the heart. */
const betaBlocker =
  /베타\s*차단제|(비소프롤|아테놀|메토프롤|프로프라놀|네비볼|네비보|나돌|소타|셀리프롤)[롤올]|카르베딜롤|라베타롤|beta.?blocker|\b(bisopro|ateno|metopro|proprano|nebivo|nado|sota|celipro)lol\b|carvedilol|labetalol/i;
/** Suspected, ruled out, in the family: not known of her. */
const unsure = /의심|배제|가족력|없음|아님|R\/O|\?|suspected|rule[sd]? out|family history|\bno\b|\bnot\b|denies/i;

/** What a population knows of people like her: where her own usual range begins. */
export function priorOf(
  person: Pick<Person, 'birthDate' | 'sex' | 'conditions' | 'medications' | 'enrolledUnwell'>,
): PersonPrior {
  const says = (lines: readonly string[], pattern: RegExp) =>
    lines.some((line) => pattern.test(line) && !unsure.test(line));
  const conditions = (Object.keys(known) as (keyof typeof known)[]).filter((one) =>
    says(person.conditions, known[one]),
  );
  const birthYear = Number(person.birthDate.slice(0, 4));
  return {
    ...(birthYear > 0 ? { birthYear } : {}),
    sex: person.sex,
    conditions: says(person.medications, betaBlocker) ? [...conditions, 'beta-blocker'] : conditions,
    enrolledUnwell: person.enrolledUnwell ?? false,
  };
}
