import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VisitEntry } from '@munan/flow';
import { drawPaper } from './draw.ts';
import { monthPaper } from './month-paper.ts';
import { about, arrived, pageOf } from './page-for-tests.ts';
import type { Paper } from './paper.ts';
import { visitPaper } from './visit-paper.ts';

const printed = { at: arrived + 86_400_000, by: '서의사' };
const pagesOf = (pdf: Buffer): number => Number(/\/Type \/Pages\s+\/Count (\d+)/.exec(pdf.toString('latin1'))?.[1]);

/** All that a paper says. */
function textOf(paper: Paper): string {
  const blocks = paper.blocks.map((block): string => {
    switch (block.kind) {
      case 'heading':
      case 'text':
        return block.text;
      case 'lines':
        return block.lines.map(({ text, mark }) => (mark ? `● ${text}` : text)).join('\n');
      case 'pairs':
        return block.rows.flatMap((row) => row.map((pair) => pair.join(' '))).join('\n');
      default:
        return [block.head, ...block.rows.map((row) => row.map(({ text }) => text))].join('\n');
    }
  });
  return [paper.title, ...paper.notices, ...blocks, paper.foot].join('\n');
}

test('visitPaper says everything of the visit: who, when, both pressures and their mean, minutes, findings, plan, signature', () => {
  const text = textOf(visitPaper(pageOf(), about, printed, 'ko'));
  const wanted = [
    ['방문간호기록지', '모의 자료', '김순자', '1941-03-02 (만 85세)', '집중관리', '101동 1203호', '고혈압, 당뇨병'],
    ['10:05 ~ 10:52 (47분)', '152,88', '147,85', '150,87', '78 회/분', '36.6 °C', '18 회/분', '212 mg/dL, 식후'],
    ['95 %, 실내 공기', '52.0 kg', '시간 없음, 장소 있음, 사람 있음', '1점', '점심 직후'],
    [
      '투약관리 15분',
      '합계 37분',
      '발톱 정리',
      '● 욕창 단계 (NPIAP)',
      '길이 32 mm, 너비 18 mm',
      '크기 기준: 500원 동전',
    ],
    ['식사량이 줄었다고', '혈압약을 늘려야 할까요?', '다음 주 내과 진료', '2026. 12. 01. (화) 10:30 방문 약속'],
    ['체온을 잘못 적음', '이은주 (전자서명)', '서의사 출력'],
  ].flat();
  for (const part of wanted) assert.ok(text.includes(part), `${part} is missing in\n${text}`);
});

test('visitPaper of a visit that is not signed says so, and what was not measured is left out', () => {
  const page = pageOf({ state: 'vitals-final', vitals: {}, forms: {}, photos: [] }, { versions: [] });
  const { signed, ...unsigned } = page;
  assert.ok(signed);
  const text = textOf(visitPaper(unsigned, about, printed, 'ko'));
  assert.ok(text.includes('서명 전 (측정값만 확정)'));
  assert.ok(text.includes('측정한 값이 없습니다.'));
  assert.ok(!text.includes('전자서명'));
  assert.ok(!text.includes('undefined'));
});

test('visitPaper in English has no Korean but what was written in Korean', () => {
  const page = pageOf(
    { remarks: 'swollen', question: 'more?', next: { date: '2026-12-01' }, forms: {}, confirmedWhy: {}, photos: [] },
    { answers: [], versions: [] },
  );
  page.person = { ...page.person, name: 'Kim' };
  page.row = { ...page.row, nurse: { id: 'n', name: 'Lee' } };
  page.signed = { by: 'n', byName: 'Lee', at: arrived };
  const plain = { ...about, address: 'x', conditions: [] };
  assert.doesNotMatch(textOf(visitPaper(page, plain, { ...printed, by: 'Suh' }, 'en')), /[\uac00-\ud7a3]/);
});

test('monthPaper tells the visits in order, in a table, and keeps what was written among professionals to them', () => {
  const pages = [pageOf(), pageOf({ id: 'v0', arrived: arrived - 7 * 86_400_000, vitals: { weightKg: 53.5 } })];
  const visits = pages.map(({ row, entry, forms }) => ({ row, entry, forms }));
  const paper = monthPaper(pages[0]!.person, '2026-11', visits, printed, 'ko');
  const text = textOf(paper);
  for (const part of [
    '2026년 11월 방문 기록',
    '김순자 님께',
    '2번 찾아뵈었습니다',
    '150/87',
    '53.5',
    '2026. 12. 01. (화) 10:30',
  ])
    assert.ok(text.includes(part), part);
  assert.ok(text.indexOf('11월 16일') < text.indexOf('11월 23일'));
  for (const part of ['혈압약을 늘려야', '식사량이 줄었다고', 'NEWS2']) assert.ok(!text.includes(part), part);
  assert.equal(paper.sizePt, 14);
});

test('monthPaper of a month without a visit says so', () => {
  const text = textOf(monthPaper(pageOf().person, '2026-02', [], printed, 'ko'));
  assert.ok(text.includes('2월에는 찾아뵌 기록이 없습니다.'));
});

test('drawPaper sets a visit on whole pages with both fonts embedded', async () => {
  const pdf = await drawPaper(visitPaper(pageOf(), about, printed, 'ko'));
  assert.match(pdf.toString('latin1'), /^%PDF-1\.7/);
  assert.equal(pagesOf(pdf), 2);
  assert.match(pdf.toString('latin1'), /NotoSansKR-Regular/);
  assert.match(pdf.toString('latin1'), /NotoSansKR-Bold/);
  assert.match(pdf.toString('latin1'), /\/Lang \(ko\)/);
});

test('drawPaper makes a document of any text', async () => {
  const long = '가나다라마바사'.repeat(700);
  const table: [string, Partial<VisitEntry>, number][] = [
    ['a word without an end', { remarks: long }, 3],
    ['line after line', { remarks: '\n'.repeat(400) }, 8],
    ['emoji, Hebrew, Arabic, overrides', { remarks: '😀👩‍⚕️ שלום مرحبا \u202etxt\u202c \ud800' }, 2],
    ['control characters', { remarks: '\u0000\u0001\u001b[31m\u007f' }, 2],
    ['accents piled up', { remarks: `e${'\u0301'.repeat(2000)}` }, 2],
    ['what looks like PDF', { remarks: ') Tj ET endstream endobj (' }, 2],
    ['a form that nobody knows', { forms: { strange: { version: '9', answers: { 'q-1': long.slice(0, 5000) } } } }, 2],
    ['a day that is none', { next: { date: '2026-99-99', note: long.slice(0, 1000) } }, 2],
    [
      'thirty pictures',
      {
        photos: Array.from({ length: 30 }, (_, at) => ({
          id: `p${at}`,
          takenAt: at,
          kind: 'other' as const,
          caption: 'x'.repeat(300),
        })),
      },
      4,
    ],
  ];
  for (const [what, change, least] of table) {
    const pdf = await drawPaper(visitPaper(pageOf(change), about, printed, 'ko'));
    assert.ok(pagesOf(pdf) >= least, `${what}: ${pagesOf(pdf)} pages`);
  }
});

test('drawPaper carries a table row that is taller than a page on overleaf, and repeats the head of a long table', async () => {
  const paper: Paper = {
    language: 'ko',
    title: 't',
    notices: [],
    sizePt: 10,
    blocks: [
      { kind: 'table', head: ['a', 'b'], rows: [[{ text: 'x\n'.repeat(120) }, { text: 'y' }]] },
      { kind: 'table', head: ['a'], rows: Array.from({ length: 60 }, (_, at) => [{ text: String(at) }]) },
    ],
    foot: 'f'.repeat(500),
    page: (number, all) => `${number}/${all}`,
    madeAt: arrived,
  };
  const pages = pagesOf(await drawPaper(paper));
  assert.ok(pages >= 5 && pages <= 7, `${pages} pages`);
});
