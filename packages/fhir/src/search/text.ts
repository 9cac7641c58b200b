/**
 * How strings are compared [FHIR R4 search.html#string]: without case and accents. Hangul must stay whole syllables, so
 * only combining marks are dropped and the rest is put together again.
 */
export function foldText(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').normalize('NFC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
}

/** Parts between unescaped separators; `\,` `\|` `\$` and `\\` stand for themselves [FHIR R4 search.html#escaping]. */
export function splitEscaped(text: string, separator: ',' | '|' | '$'): string[] {
  const parts = [''];
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (character === '\\' && at + 1 < text.length) {
      // The escape stays until the last split has been made.
      parts[parts.length - 1] += character + text[++at];
    } else if (character === separator) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

export function unescapeText(text: string): string {
  return text.replaceAll(/\\([,|$\\])/g, '$1');
}
