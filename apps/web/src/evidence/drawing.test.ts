import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { channels, type Evidence, type Finding } from '@munan/flow';
import { languages, watchWordsOf } from '@munan/language';
import { clockOfMinute, drawingOf, readableName, valueName } from './drawing.ts';

const usual = [{ t: 0, low: 50, high: 60 }];
const base = { from: 1000, to: 2000, values: {} };
/** Every form that the contract of a finding's evidence allows. */
const forms: [string, Evidence, string][] = [
  ...channels.flatMap((channel): [string, Evidence, string][] => [
    [`the window of ${channel}`, { ...base, channel }, 'channel'],
    [
      `the window of ${channel} with limits and the usual range`,
      { ...base, channel, limits: [1, 2], usual },
      'channel',
    ],
    [
      `a figure made from ${channel}`,
      { ...base, channel, usual, figure: { name: 'restingPulsePerMin', points: [{ t: 5, value: 61 }] } },
      'figure',
    ],
    [
      `a figure of ${channel} without one value`,
      { ...base, channel, figure: { name: 'restingPulsePerMin', points: [] } },
      'channel',
    ],
  ]),
  [
    'a figure of something that is no channel',
    { ...base, channel: 'risk', figure: { name: 'rankPercent', points: [{ t: 5, value: 61 }] } },
    'figure',
  ],
  ['something that is no channel', { ...base, channel: 'battery', values: { percent: 4 } }, 'values'],
  ['a window that ends before it begins', { ...base, channel: 'pulse', to: 500 }, 'values'],
];

describe('drawingOf', () => {
  for (const [what, evidence, kind] of forms)
    it(`draws ${what} as ${kind}`, () => assert.equal(drawingOf(evidence).kind, kind));

  it('has a picture or words for every evidence of a finding of any reason, whose sentence is there in both languages', () => {
    for (const [language, { reasons }] of Object.entries(languages))
      for (const [code, sentence] of Object.entries(reasons) as [string, (params: object) => string][]) {
        assert.notEqual(sentence({}).trim(), '', `${language} ${code}`);
        const finding: Pick<Finding, 'reason' | 'evidence'> = {
          reason: { code, params: {} },
          evidence: forms.map(([, evidence]) => evidence),
        };
        const drawn = finding.evidence.map((evidence) => drawingOf(evidence).kind);
        assert.deepEqual(
          drawn,
          forms.map(([, , kind]) => kind),
        );
      }
  });
});

describe('valueName', () => {
  it('has the same names in both languages', () => {
    const [ko, en] = [watchWordsOf('ko').watch, watchWordsOf('en').watch];
    assert.deepEqual(Object.keys(ko.values).sort(), Object.keys(en.values).sort());
    assert.deepEqual(Object.keys(ko.detectors).sort(), Object.keys(en.detectors).sort());
    assert.deepEqual(Object.keys(ko.person.becauses).sort(), Object.keys(en.person.becauses).sort());
  });

  for (const [name, said] of [
    ['meanRestPerMin', 'mean rest (/min)'],
    ['peakG', 'peak (g)'],
    ['odi3PerHour', 'odi 3 (/h)'],
    ['nights', 'nights'],
    ['percent', 'percent'],
    ['burdenPercentMinPerHour', 'burden (% min/h)'],
  ] as const)
    it(`reads ${name}, for which there are no words, as "${said}"`, () => assert.equal(readableName(name), said));

  it('takes the words where there are some, and is not fooled by names every object has', () => {
    assert.equal(valueName({ peakG: '충격 (g)' }, 'peakG'), '충격 (g)');
    assert.equal(valueName({}, 'toString'), 'to string');
  });
});

describe('clockOfMinute', () => {
  for (const [minute, clock] of [
    [0, '00:00'],
    [450, '07:30'],
    [1439.6, '00:00'],
    [-30, '23:30'],
  ] as const)
    it(`writes ${minute} as ${clock}`, () => assert.equal(clockOfMinute(minute), clock));
});
