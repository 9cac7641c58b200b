import type { Language, PersonBrief, VisitEntry, VisitRow } from '@munan/flow';
import { type PrintWords, printWordsOf } from '@munan/language';
import { formOf, readForms, readMinutes } from '@munan/visit';
import { meanPressure } from '@munan/vitals';
import { type PaperDates, paperDates } from './dates.ts';
import type { Block, Cell, Paper } from './paper.ts';
import type { Printed } from './visit-paper.ts';

/** One visit of the month as it was recorded. */
export interface MonthVisit {
  row: VisitRow;
  entry: VisitEntry;
  /** FHIR Questionnaires of its forms. */
  forms: readonly unknown[];
}

/**
 * The month's record for the person herself, in large print and plain words: who called when, what was measured, what
 * was done, and when the nurse comes again. What was remarked and asked among professionals is not part of it.
 */
export function monthPaper(
  person: PersonBrief,
  month: string,
  visits: readonly MonthVisit[],
  printed: Printed,
  language: Language,
): Paper {
  const t = printWordsOf(language);
  const dates = paperDates(language);
  const [year = 0, number = 1] = month.split('-').map(Number);
  const inOrder = visits.toSorted((a, b) => a.entry.arrived - b.entry.arrived);
  const last = inOrder.at(-1);
  return {
    language,
    title: t.month.title(year, number),
    notices: person.simulated ? [t.simulated] : [],
    sizePt: 14,
    blocks: [
      { kind: 'text', text: t.month.to(person.name), bold: true },
      { kind: 'text', text: t.month.visited(number, visits.length) },
      ...measuredTable(inOrder, t, dates),
      ...inOrder.flatMap((visit) => aboutVisit(visit, language, t, dates)),
      ...(last ? nextVisit(last.entry, t, dates) : []),
      { kind: 'text', text: t.month.closing },
    ],
    foot: `${person.name} · ${t.printed(dates.day(printed.at), printed.by)}`,
    page: t.page,
    madeAt: printed.at,
  };
}

/** Only columns in which something was measured. */
function measuredTable(visits: readonly MonthVisit[], t: PrintWords, dates: PaperDates): Block[] {
  const words = t.month;
  const number = (value: number | undefined, digits = 0) => (value === undefined ? '' : value.toFixed(digits));
  const columns: [name: string, share: number, of: (vitals: VisitEntry['vitals']) => string][] = [
    [words.bloodPressure, 1.5, pressureText],
    [words.pulse, 1, ({ pulsePerMin }) => number(pulsePerMin)],
    [words.temperature, 1, ({ temperatureCel }) => number(temperatureCel, 1)],
    [words.oxygen, 1, ({ spo2Percent }) => number(spo2Percent)],
    [words.glucose, 1, ({ glucoseMgPerDl }) => number(glucoseMgPerDl)],
    [words.weight, 1.2, ({ weightKg }) => number(weightKg, 1)],
  ];
  const used = columns.filter(([, , of]) => visits.some(({ entry }) => of(entry.vitals) !== ''));
  if (used.length === 0) return [];
  const rows = visits.map(({ entry }): Cell[] => [
    { text: dates.shortDay(entry.arrived), bold: true },
    ...used.map(([, , of]): Cell => ({ text: of(entry.vitals) || '–' })),
  ]);
  return [
    { kind: 'heading', text: words.measured },
    {
      kind: 'table',
      head: [words.day, ...used.map(([name]) => name)],
      widths: [1.6, ...used.map(([, share]) => share)],
      rows,
    },
    { kind: 'text', text: words.units, quiet: true },
  ];
}

function pressureText(vitals: VisitEntry['vitals']): string {
  const { systolicMmHg, diastolicMmHg } = meanPressure(vitals);
  if (systolicMmHg === undefined && diastolicMmHg === undefined) return '';
  return `${systolicMmHg?.toFixed(0) ?? '–'}/${diastolicMmHg?.toFixed(0) ?? '–'}`;
}

function aboutVisit({ row, entry, forms }: MonthVisit, language: Language, t: PrintWords, dates: PaperDates): Block[] {
  const heading: Block = { kind: 'heading', text: t.month.visitTitle(dates.shortDay(entry.arrived), row.nurse.name) };
  if ((entry.state ?? 'signed') !== 'signed') return [heading, { kind: 'text', text: t.month.pending }];
  const filled = entry.forms?.activities;
  const minutes = readMinutes(filled, formOf(forms, 'activities', filled?.version), language);
  const taught = readForms(entry.forms, forms, language).done.find(({ id }) => id === 'education');
  const blocks: Block[] = [heading];
  if (minutes.length > 0)
    blocks.push(
      { kind: 'text', text: t.month.done, bold: true },
      { kind: 'lines', lines: minutes.map((one) => ({ text: `${one.what} ${t.inMinutes(one.minutes)}` })) },
    );
  // Whether she understood is for the nurse; here it is what it was about.
  const topics = taught?.rest.find(({ linkId }) => linkId === 'topics')?.answer;
  if (topics)
    blocks.push({ kind: 'text', text: t.month.taught, bold: true }, { kind: 'lines', lines: [{ text: topics }] });
  if (blocks.length === 1) {
    const { arrived, finished } = entry;
    const span = Math.max(0, Math.round((finished - arrived) / 60_000));
    blocks.push({ kind: 'text', text: t.fromTo(dates.clock(arrived), dates.clock(finished), span) });
  }
  return blocks;
}

function nextVisit({ next }: VisitEntry, t: PrintWords, dates: PaperDates): Block[] {
  const day = next && dates.dayText(next.date);
  const text = !next || !day ? t.month.nextUnknown : next.time ? `${day} ${next.time}` : day;
  return [
    { kind: 'heading', text: t.month.next },
    { kind: 'text', text, bold: next !== undefined },
  ];
}
