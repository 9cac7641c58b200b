import assert from 'node:assert/strict';
import { it } from 'node:test';
import { outcomeCodes, type RefusalCode } from '@munan/alerts';
import { Action, AlertChange, AlertCommand, Outcome, stepKinds } from '@munan/flow';
import { wordsOf } from '@munan/language';

const consts = (union: { anyOf: readonly { const?: unknown }[] }) => union.anyOf.map((one) => String(one.const)).sort();
const keys = (words: object) => Object.keys(words).sort();

for (const language of ['ko', 'en'] as const) {
  const { response } = wordsOf(language);
  // Does not compile when a code of a refusal has no words.
  const refusals: Record<RefusalCode | 'not-found', string> = response.refusals;

  it(`language ${language} has words for every step, change, state, command and outcome of the flow`, () => {
    assert.deepEqual(keys(response.steps), [...stepKinds].sort());
    assert.deepEqual(keys(response.next), [...stepKinds].sort());
    assert.deepEqual(keys(response.scripts), [...stepKinds].sort());
    assert.deepEqual(keys(response.changes), consts(AlertChange.properties.what));
    assert.deepEqual(keys(response.actionStates), consts(Action.properties.state));
    const commands = AlertCommand.anyOf.map((one) => one.properties.command.const as string).sort();
    assert.deepEqual(keys(response.commands), commands);
    assert.deepEqual(keys(response.verdicts), consts(Outcome.properties.verdict));
    for (const [verdict, codes] of Object.entries(outcomeCodes))
      assert.deepEqual(keys(response.outcomes[verdict as Outcome['verdict']]), [...codes].sort());
    assert.ok(Object.values(refusals).every((words) => words.length > 0));
  });
}

it('language ko is Korean: no sentence of the response was left in English', () => {
  const sentences: string[] = [];
  const collect = (words: unknown): void => {
    if (typeof words === 'string') sentences.push(words);
    else if (typeof words === 'function')
      sentences.push(words({ items: ['가'], name: '가', centre: '나', from: 'high', to: 'low' }));
    else for (const inner of Object.values(words as object)) collect(inner);
  };
  collect(wordsOf('ko').response);
  assert.ok(sentences.length > 100);
  for (const sentence of sentences) assert.match(sentence, /[가-힣]/);
});
