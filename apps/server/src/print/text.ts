/** What no paper can show: direction overrides (they reorder what stands beside them), joiners, variation selectors. */
const invisible = /\p{Cf}|\p{Variation_Selector}/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is taken out
const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/g;
/** Stands for what the font does not have. */
export const noGlyph = '□';

/**
 * Text as it can be set: composed, lines ended by \n, nothing invisible or of control, and a square for each character
 * that `has` says the font lacks, half a surrogate pair included.
 */
export function settable(text: string, has: (codePoint: number) => boolean): string {
  const plain = text.normalize('NFC').replaceAll(/\r\n?/g, '\n').replaceAll(control, ' ').replaceAll(invisible, '');
  let set = '';
  for (const sign of plain) {
    const code = sign.codePointAt(0) as number;
    const isHalf = code >= 0xd800 && code <= 0xdfff;
    set += sign === '\n' || (!isHalf && has(code)) ? sign : noGlyph;
  }
  return set;
}

/**
 * Breaks text into lines no wider than `width`: at spaces, and inside a word only where the word alone is wider than a
 * line. `widthOf` tells a character's width; each line has at least one character, so that this always ends.
 */
export function brokenLines(text: string, width: number, widthOf: (sign: string) => number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    let lineWidth = 0;
    const end = () => {
      lines.push(line.trimEnd());
      line = '';
      lineWidth = 0;
    };
    for (const word of paragraph.match(/ +|[^ ]+/g) ?? []) {
      const signs = [...word];
      const wordWidth = signs.reduce((sum, sign) => sum + widthOf(sign), 0);
      if (lineWidth + wordWidth <= width) {
        line += word;
        lineWidth += wordWidth;
        continue;
      }
      if (word.startsWith(' ')) {
        if (line !== '') end();
        continue;
      }
      if (line !== '') end();
      for (const sign of signs) {
        const signWidth = widthOf(sign);
        if (line !== '' && lineWidth + signWidth > width) end();
        line += sign;
        lineWidth += signWidth;
      }
    }
    end();
  }
  return lines;
}
