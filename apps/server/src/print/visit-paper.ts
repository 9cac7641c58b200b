import type { Language, PersonPage, VisitPage } from '@munan/flow';
import { type PrintWords, printWordsOf, type Words, wordsOf } from '@munan/language';
import { formOf, type ReadForm, readForms, readMinutes } from '@munan/visit';
import { type PaperDates, paperDates } from './dates.ts';
import type { Block, Cell, Paper } from './paper.ts';
import { vitalBlocks } from './vital-blocks.ts';

/** What of the person stands on the record beside what the visit's page says. */
export type AboutRecipient = Pick<PersonPage['person'], 'address' | 'phone' | 'conditions' | 'programme'>;
export interface Printed {
  at: number;
  /** Name of whoever prints. */
  by: string;
}

interface Setting {
  page: VisitPage;
  language: Language;
  t: PrintWords;
  words: Words;
  dates: PaperDates;
}

/**
 * The 방문간호 record of one visit, in the order of the 방문간호기록지 [노인장기요양보험법 시행규칙, 별지 방문간호 급여제공기록지]:
 * who and when, vital signs, minutes of each activity, findings, remarks, next plan, and the nurse's signature.
 */
export function visitPaper(page: VisitPage, about: AboutRecipient, printed: Printed, language: Language): Paper {
  const t = printWordsOf(language);
  const dates = paperDates(language);
  const setting: Setting = { page, language, t, words: wordsOf(language), dates };
  const { entry, person } = page;
  const state = entry.state ?? 'signed';
  return {
    language,
    title: t.record,
    notices: [
      ...(person.simulated ? [t.simulated] : []),
      ...(state === 'open' ? [t.open] : state === 'vitals-final' ? [t.notSigned] : []),
    ],
    sizePt: 10,
    blocks: [
      ...whoAndWhen(setting, about),
      ...vitalBlocks(entry, page.row, t, setting.words),
      ...done(setting),
      ...found(setting),
      ...photos(setting),
      ...said(setting),
      ...signature(setting),
    ],
    foot: `${person.name} · ${t.printed(dates.moment(printed.at), printed.by)}`,
    page: t.page,
    madeAt: printed.at,
  };
}

function whoAndWhen({ page, t, words, dates }: Setting, about: AboutRecipient): Block[] {
  const { entry, person } = page;
  const minutes = Math.max(0, Math.round((entry.finished - entry.arrived) / 60_000));
  const time = t.fromTo(dates.clock(entry.arrived), dates.clock(entry.finished), minutes);
  return [
    { kind: 'heading', text: t.who },
    {
      kind: 'pairs',
      rows: [
        [
          [t.name, person.simulated ? `${person.name} (${words.shell.simulated})` : person.name],
          [t.birth, t.birthAge(person.birthDate, person.age)],
        ],
        [
          [t.sex, words.shell.sexes[person.sex]],
          [t.programme, words.shell.programmes[about.programme]],
        ],
        [[t.address, about.address]],
        [
          [t.phone, about.phone ?? t.none],
          [t.conditions, about.conditions.join(', ') || t.none],
        ],
      ],
    },
    { kind: 'heading', text: t.visit },
    {
      kind: 'pairs',
      rows: [
        [
          [t.date, dates.day(entry.arrived)],
          [t.time, entry.clockUncertain ? `${time} · ${t.clockUncertain}` : time],
        ],
        [
          [t.signature, page.row.nurse.name],
          [t.number, entry.id],
        ],
      ],
    },
  ];
}

/** Minutes of activities; education, medication, referral; what differs from the order. */
function done({ page, language, t }: Setting): Block[] {
  const { entry, forms } = page;
  const filled = entry.forms?.activities;
  const minutes = readMinutes(filled, formOf(forms, 'activities', filled?.version), language);
  const blocks: Block[] = [];
  if (minutes.length > 0) {
    const cells = minutes.map(({ what, minutes: count }): [string, string] => [what, t.inMinutes(count)]);
    const sum = minutes.reduce((all, one) => all + one.minutes, 0);
    const all = [...cells, [t.total, t.inMinutes(sum)] as [string, string]];
    const rows = Array.from({ length: Math.ceil(all.length / 2) }, (_, at) => all.slice(at * 2, at * 2 + 2));
    blocks.push({ kind: 'heading', text: t.minutes }, { kind: 'pairs', rows });
  }
  const titles: Record<string, string> = {
    education: t.education,
    medication: t.medication,
    referral: t.referral,
    'order-difference': t.orderDifference,
  };
  for (const form of readForms(entry.forms, forms, language).done) {
    // Of the activities only what is not minutes is left to be said.
    const isLeft = ({ linkId }: { linkId: string }) =>
      form.id !== 'activities' || typeof filled?.answers[linkId] !== 'number';
    const answers = [...form.flagged, ...form.rest].filter(isLeft);
    if (answers.length === 0) continue;
    // A remark on the activities stands below their minutes.
    if (form.id !== 'activities' || minutes.length === 0)
      blocks.push({ kind: 'heading', text: titles[form.id] ?? form.title });
    blocks.push(linesOf(form, isLeft));
  }
  return blocks;
}

function found({ page, language, t }: Setting): Block[] {
  const forms = readForms(page.entry.forms, page.forms, language).found;
  if (forms.length === 0) return [];
  return [
    { kind: 'heading', text: t.findings },
    ...forms.flatMap((form): Block[] => [
      { kind: 'text', bold: true, text: [form.title, totalText(form, t)].filter(Boolean).join(' · ') },
      linesOf(form),
    ]),
  ];
}

function totalText({ total }: ReadForm, t: PrintWords): string {
  if (!total) return '';
  const parts = [t.score(total.points, total.most), total.meaning, total.complete ? '' : t.incomplete];
  return parts.filter(Boolean).join(', ');
}

function linesOf(form: ReadForm, wanted: (answer: { linkId: string }) => boolean = () => true): Block {
  const line = ({ question, answer, flagged }: ReadForm['rest'][number]): Cell => ({
    text: `${question}: ${answer}`,
    mark: flagged,
  });
  return { kind: 'lines', lines: [...form.flagged, ...form.rest].filter(wanted).map(line) };
}

function photos({ page, t, words, dates }: Setting): Block[] {
  const taken = page.entry.photos ?? [];
  if (taken.length === 0) return [];
  const references = words.visitForms.photo.references as Record<string, string>;
  const lines = taken.map(({ kind, caption, lengthMm, widthMm, reference, takenAt }): Cell => {
    const size =
      lengthMm !== undefined && widthMm !== undefined
        ? t.photoSize(String(lengthMm), String(widthMm))
        : lengthMm !== undefined
          ? t.photoLength(String(lengthMm))
          : widthMm === undefined
            ? ''
            : t.photoWidth(String(widthMm));
    const parts = [
      t.photoKinds[kind],
      caption,
      size,
      reference && reference !== 'none' ? t.photoReference(references[reference] ?? reference) : '',
      dates.clock(takenAt),
    ];
    return { text: parts.filter(Boolean).join(' · ') };
  });
  return [
    { kind: 'heading', text: t.photos },
    { kind: 'lines', lines },
  ];
}

/** Remarks, what the doctor was asked and said, and when she comes again. */
function said({ page, t, dates }: Setting): Block[] {
  const { entry, answers } = page;
  const blocks: Block[] = [];
  const put = (heading: string, text: string | undefined) => {
    if (text) blocks.push({ kind: 'heading', text: heading }, { kind: 'text', text });
  };
  put(t.remarks, entry.remarks);
  put(t.question, entry.question);
  if (answers.length > 0) {
    const lines = answers.map(({ kind, text, by, from, at }): Cell => {
      const head = [t.answerKinds[kind], by ? t.answerBy(dates.dayText(by)) : ''].filter(Boolean).join(', ');
      return { text: `${head}: ${text} (${from.name}, ${dates.moment(at)})` };
    });
    blocks.push({ kind: 'heading', text: t.answers }, { kind: 'lines', lines });
  }
  const { next } = entry;
  const day = next && dates.dayText(next.date);
  const plan = !next || !day ? t.noNext : next.time ? t.nextAt(day, next.time) : t.nextOn(day);
  put(t.next, next?.note ? `${plan}\n${next.note}` : plan);
  return blocks;
}

/** Corrections come before the signature, as they do on paper. */
function signature({ page, t, dates }: Setting): Block[] {
  const corrections = page.versions.filter(({ reason }) => reason !== undefined);
  const blocks: Block[] = [];
  if (corrections.length > 0) {
    const lines = corrections.map(({ at, byName, reason }) => ({
      text: t.corrected(dates.moment(at), byName, reason ?? ''),
    }));
    blocks.push(
      { kind: 'heading', text: t.corrections },
      { kind: 'lines', lines },
      { kind: 'text', text: t.correctedNote, quiet: true },
    );
  }
  const { signed } = page;
  blocks.push(
    { kind: 'heading', text: t.signature },
    {
      kind: 'pairs',
      rows: [
        [
          [t.signature, signed ? `${signed.byName} ${t.electronic}` : page.row.nurse.name],
          [t.signedAt, signed ? dates.moment(signed.at) : t.notSigned],
        ],
      ],
    },
  );
  return blocks;
}
