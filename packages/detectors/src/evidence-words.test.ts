import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { watchWordsOf } from '@munan/language';
import { switchable } from './watch/minute-detectors.ts';

const folder = import.meta.dirname;
const sources = globSync('**/*.ts', { cwd: folder })
  .filter((path) => !/(test|example)\.ts$/.test(path))
  .map((path) => readFileSync(join(folder, path), 'utf8'));

/** What stands between the braces that open at `at`, without what stands in braces inside. */
function shallow(source: string, at: number): string {
  let depth = 1;
  let text = '';
  for (let i = at; i < source.length && depth > 0; i++) {
    if ('{[('.includes(source[i]!)) depth++;
    else if ('}])'.includes(source[i]!)) depth--;
    else if (depth === 1) text += source[i];
  }
  return text;
}

/** Names written as keys of `values`, and as the name of a `figure`; not those made at run time. */
function namesInEvidence(): Set<string> {
  const names = new Set<string>();
  for (const source of sources) {
    for (const { index, 0: found } of source.matchAll(/\bvalues: \{/g))
      for (const [, key] of shallow(source, index + found.length).matchAll(/(?:^|,)\s*([A-Za-z0-9]+)\s*(?=:|,|$)/gm))
        if (key) names.add(key);
    for (const { index, 0: found } of source.matchAll(/\bfigure: \{/g))
      for (const [, text] of shallow(source, index + found.length).matchAll(/'([A-Za-z0-9]+)'/g)) names.add(text!);
  }
  return names;
}

test('every figure that evidence may name has its words in both languages, and every detector its name', () => {
  const names = namesInEvidence();
  assert.ok(names.size > 40, 'the evidence of the detectors is not found any more');
  for (const language of ['ko', 'en'] as const) {
    const { values, detectors } = watchWordsOf(language).watch;
    assert.deepEqual(
      [...names].filter((name) => !Object.hasOwn(values, name)),
      [],
      language,
    );
    assert.deepEqual(
      switchable.filter((name) => !Object.hasOwn(detectors, name)),
      [],
      language,
    );
  }
});
