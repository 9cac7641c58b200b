import type { FamilyPage, Reason } from '@munan/flow';
import type { Words } from '@munan/language';

export type FamilyPerson = FamilyPage['people'][number];

/** Why the answer is what it is, in one plain sentence; of silence it says since when, and never that all is well. */
export function because(
  words: Words['family'],
  person: Pick<FamilyPerson, 'since' | 'lastContact'> & { state: NonNullable<FamilyPerson['state']> },
  moment: (t: number) => string,
): string {
  switch (person.state) {
    case 'well':
      return words.wellBecause;
    case 'attention':
      return words.attentionBecause;
    case 'alert':
      return words.alertBecause;
    case 'silent': {
      const { lastContact, since } = person;
      // Not worn, or one of two devices gone: something was heard after the silence began.
      if (since !== undefined && lastContact !== undefined && lastContact > since) {
        return words.silentPartly(moment(since));
      }
      const heard = lastContact ?? since;
      return heard === undefined ? words.silentNever : words.silentSince(moment(heard));
    }
  }
}

/** What was tried or what a step brought, in words; undefined for a sign, which `reasonSentence` knows. */
export function findDoneSentence(words: Words, what: Reason): string | undefined {
  const { tried, changeReasons } = words.response as unknown as Record<string, Record<string, Sentence> | undefined>;
  const found = tried?.[what.code] ?? changeReasons?.[what.code];
  return typeof found === 'function' ? found(what.params ?? {}) : found;
}
type Sentence = string | ((params: NonNullable<Reason['params']>) => string);
