import assert from 'node:assert/strict';
import { it } from 'node:test';
import { wordsOf } from '@munan/language';
import { byWhom } from './by-whom.ts';

it('byWhom says who it was in words, and never how the machine writes it down', () => {
  const table: [by: string, ko: string, en: string][] = [
    ['plan', '대응 계획', 'Plan'],
    ['auditor', '자동 점검', 'Auditor'],
    ['device:ear-1', '귀 기기 ear-1', 'Ear device ear-1'],
    ['device:page', '본인의 화면', 'The person’s own page'],
    ['message:self', '본인', 'The person'],
    ['message:family', '가족', 'Family'],
    ['device:message-family', '가족', 'Family'],
    ['device:message-self', '본인', 'The person'],
  ];
  for (const [by, ko, en] of table)
    assert.deepEqual([byWhom(wordsOf('ko'), { by, byName: by }), byWhom(wordsOf('en'), { by, byName: by })], [ko, en]);
  assert.equal(byWhom(wordsOf('ko'), { by: 'op1', byName: '박관제' }), '박관제');
});
