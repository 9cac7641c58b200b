import type { PersonCard } from '@munan/sync';

const firstSyllable = 0xac00;
const lastSyllable = 0xd7a3;
/** Syllables that begin with the same consonant: 21 vowels times 28 endings. */
const syllablesEach = 588;
const initials = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';

/** The consonants that the syllables begin with: 김순자 is ㄱㅅㅈ, as names are looked for with one thumb. */
export function initialsOf(text: string): string {
  return [...text]
    .map((sign) => {
      const code = sign.charCodeAt(0);
      if (code < firstSyllable || code > lastSyllable) return sign;
      return initials[Math.floor((code - firstSyllable) / syllablesEach)];
    })
    .join('');
}

const plain = (text: string): string => text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();
const isInitials = (text: string): boolean => [...text].every((sign) => initials.includes(sign));

/** Of everybody assigned: each word typed is in her name, district, address, a condition or her phone number. */
export function foundPeople(cards: readonly PersonCard[], typed: string): PersonCard[] {
  const words = plain(typed).split(' ').filter(Boolean);
  if (words.length === 0) return [...cards];
  return cards.filter(({ person, address, conditions, phone }) => {
    const text = plain([person.name, person.district, address, ...conditions].join(' '));
    const digits = (phone ?? '').replace(/\D/g, '');
    return words.every((word) => {
      if (text.includes(word)) return true;
      if (isInitials(word)) return initialsOf(plain(person.name)).includes(word);
      const number = word.replace(/-/g, '');
      return /^\d{3,}$/.test(number) && digits.includes(number);
    });
  });
}
