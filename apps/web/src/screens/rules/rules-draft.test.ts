import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Rules } from '@munan/flow';
import { watchWordsOf } from '@munan/language';
import { changedPaths, draftOf, getRule, rebasedDraft, ruleFields, rulesOfDraft } from './rules-draft.ts';

const rules: Rules = {
  oxygen: { mediumBelowPercent: 90, mediumMinutes: 3, highBelowPercent: 85, highMinutes: 1 },
  oxygenScale2: { mediumBelowPercent: 86, mediumMinutes: 3, highBelowPercent: 83, highMinutes: 1 },
  pulse: {
    fastFromPerMin: 131,
    fastMinutes: 5,
    slowToPerMin: 40,
    slowMinutes: 5,
    restingFromPerMin: 111,
    restingMinutes: 15,
  },
  temperature: {
    feverFromCel: 38.1,
    highFeverFromCel: 39.1,
    feverMinutes: 10,
    hypothermiaToCel: 35,
    hypothermiaMinutes: 10,
  },
  fall: { fromScore: 0.5 },
  silence: { noContactMinutes: 10, notWornMinutes: 30, stuckMinutes: 60 },
  off: ['rhythm'],
  budget: { callsPerDay: null },
};
const changed = (values: Record<string, string>, more: object = {}) => {
  const draft = draftOf(rules);
  return rulesOfDraft({ ...draft, values: { ...draft.values, ...values }, ...more }, rules);
};

describe('ruleFields', () => {
  it('has every number of the contract, with its limits, and words in both languages', () => {
    const numbers = Object.entries(Rules.properties).flatMap(([group, schema]) => {
      if (!('properties' in schema) || group === 'budget') return [];
      const fields = schema.properties as unknown as Record<string, { minimum: number; maximum: number }>;
      return Object.entries(fields).map(([name, { minimum, maximum }]) => [`${group}.${name}`, minimum, maximum]);
    });
    assert.deepEqual(
      ruleFields.map(({ path, least, most }) => [path, least, most]),
      numbers,
    );
    for (const language of ['ko', 'en'] as const) {
      const { names, groups } = watchWordsOf(language).rules.fields;
      assert.deepEqual(
        Object.keys(names),
        ruleFields.map(({ path }) => path),
      );
      assert.deepEqual(Object.keys(groups), [...new Set(ruleFields.map(({ group }) => group))]);
    }
  });
});

describe('rulesOfDraft', () => {
  it('gives back the rules that the draft was made of', () => {
    assert.deepEqual(rulesOfDraft(draftOf(rules), rules), { rules });
  });

  it('keeps the order of what is off where nothing of it was changed', () => {
    const base = { ...rules, off: ['usual', 'rhythm'] };
    assert.deepEqual(rulesOfDraft(draftOf(base), base), { rules: base });
    const made = rulesOfDraft({ ...draftOf(base), off: ['routine', 'usual'] }, base);
    assert.deepEqual('rules' in made && made.rules.off, ['routine', 'usual']);
  });

  it('takes numbers with spaces and a comma, and a budget', () => {
    const made = changed({ 'temperature.feverFromCel': ' 37,9 ' }, { calls: '12' });
    assert.ok('rules' in made);
    assert.equal(made.rules.temperature.feverFromCel, 37.9);
    assert.equal(made.rules.budget.callsPerDay, 12);
    assert.equal(rules.temperature.feverFromCel, 38.1);
  });

  for (const [what, values, more, wrong] of [
    ['nothing', { 'pulse.fastMinutes': '' }, {}, { path: 'pulse.fastMinutes', kind: 'number' }],
    ['a word', { 'pulse.fastMinutes': 'five' }, {}, { path: 'pulse.fastMinutes', kind: 'number' }],
    ['a number without end', { 'pulse.fastMinutes': '1e999' }, {}, { path: 'pulse.fastMinutes', kind: 'number' }],
    ['too little', { 'pulse.slowToPerMin': '3' }, {}, { path: 'pulse.slowToPerMin', kind: 'range' }],
    ['too much', { 'oxygen.mediumBelowPercent': '101' }, {}, { path: 'oxygen.mediumBelowPercent', kind: 'range' }],
    ['high above medium', { 'oxygen.highBelowPercent': '92' }, {}, { path: 'oxygen.highBelowPercent', kind: 'order' }],
    [
      'fever above high fever',
      { 'temperature.feverFromCel': '39.5' },
      {},
      { path: 'temperature.feverFromCel', kind: 'order' },
    ],
    ['slow where fast begins', { 'pulse.slowToPerMin': '111' }, {}, { path: 'pulse.slowToPerMin', kind: 'order' }],
    ['a budget of nothing', {}, { calls: '0' }, { path: 'budget', kind: 'range' }],
    ['an empty budget', {}, { calls: '' }, { path: 'budget', kind: 'number' }],
  ] as const)
    it(`refuses ${what} and says where`, () => assert.deepEqual(changed(values, more), { wrong: [wrong] }));
});

describe('rebasedDraft', () => {
  it('keeps what was typed and takes over what somebody else changed meanwhile', () => {
    const mine = draftOf(rules);
    mine.values['pulse.fastFromPerMin'] = '150';
    mine.off = ['rhythm', 'usual'];
    const theirs = structuredClone(rules);
    theirs.budget.callsPerDay = 7;
    theirs.silence.stuckMinutes = 90;
    theirs.pulse.fastFromPerMin = 125;
    theirs.off = ['routine'];
    const made = rulesOfDraft(rebasedDraft(mine, rules, theirs), theirs);
    assert.ok('rules' in made);
    assert.deepEqual(
      [made.rules.budget.callsPerDay, made.rules.silence.stuckMinutes, made.rules.pulse.fastFromPerMin, made.rules.off],
      [7, 90, 150, ['routine', 'usual']],
    );
  });

  it('of an untouched draft is the rules that are in force now', () => {
    const theirs = { ...structuredClone(rules), off: ['routine', 'usual'], budget: { callsPerDay: 3 } };
    assert.deepEqual(rebasedDraft(draftOf(rules), rules, theirs), draftOf(theirs));
  });
});

describe('changedPaths', () => {
  it('names numbers, detectors and the budget that differ, and nothing of the same rules', () => {
    const other = structuredClone(rules);
    assert.deepEqual(changedPaths(rules, other), []);
    other.pulse.fastFromPerMin = 125;
    other.off = ['usual'];
    other.budget.callsPerDay = 5;
    assert.deepEqual(changedPaths(rules, other), ['pulse.fastFromPerMin', 'off.rhythm', 'off.usual', 'budget']);
  });

  it('getRule throws for what is no rule', () => {
    assert.throws(() => getRule(rules, { group: 'pulse', name: 'other' }), /no pulse\.other/);
  });
});
