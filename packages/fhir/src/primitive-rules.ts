import { whyNoNarrative } from './narrative-rules.ts';
import type { Issue } from './outcomes.ts';

/** [FHIR R4 datatypes.html#string] */
const longestString = 1024 * 1024;

/**
 * Texts of @medplum/core's findings that R4 does not share; `textIssue` judges the same in their place: it takes
 * no-break spaces for white space, which the expression of `code` does not, lets no white space stand in base64Binary,
 * and holds xhtml and base64Binary to the limit of string.
 */
export const judgedHere: ReadonlySet<string> = new Set([
  'Invalid base64Binary format',
  'Invalid code format',
  'String cannot be larger than 1 MB',
  'String must contain non-whitespace content',
]);

/** What is wrong with the text of a primitive value. */
export function textIssue(type: string, text: string, path: string): Issue | undefined {
  const why = whyNot(type, text);
  return why === undefined ? undefined : { code: 'resource-invalid', diagnostics: why, expression: path };
}

function whyNot(type: string, text: string): string | undefined {
  if (type === 'base64Binary') {
    // [FHIR R4 datatypes.html#base64Binary] (\s*([0-9a-zA-Z\+\/=]){4}\s*)+
    const packed = text.replaceAll(/[ \t\r\n]+/g, '');
    const isBase64 = packed.length > 0 && packed.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(packed);
    return isBase64 ? undefined : 'Invalid base64Binary format';
  }
  if (type === 'code') {
    // [FHIR R4 datatypes.html#code] [^\s]+(\s[^\s]+)*, where \s of XML Schema is these four.
    const isCode = /^[^ \t\r\n]+( [^ \t\r\n]+)*$/.test(text) && text.length <= longestString;
    return isCode ? undefined : `${JSON.stringify(text.slice(0, 100))} is no code: spaces stand alone and within`;
  }
  if (type === 'xhtml') return whyNoNarrative(text);
  if (text.trim() === '') return 'String must contain non-whitespace content';
  if (text.length > longestString) return `a ${type} of more than ${longestString} characters`;
  return undefined;
}
