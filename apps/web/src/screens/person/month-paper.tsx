import { NativeSelect } from '@mantine/core';
import { siteZoneOffsetMinutes, type VisitRow } from '@munan/flow';
import { useLanguage } from '@munan/ui';
import { IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import classes from './person.module.css';

const zoneMs = siteZoneOffsetMinutes * 60_000;

/** The month's record for her, in large print, of a month in which somebody called. */
export function MonthPaper({ person, visits }: { person: string; visits: readonly VisitRow[] }) {
  const { words, language } = useLanguage();
  const t = words.person;
  const months = [...new Set(visits.map(({ arrived }) => new Date(arrived + zoneMs).toISOString().slice(0, 7)))];
  const [chosen, setChosen] = useState<string | undefined>();
  const month = chosen !== undefined && months.includes(chosen) ? chosen : months[0];
  if (month === undefined) return null;
  const nameOf = (text: string) => {
    const [year = 0, number = 0] = text.split('-').map(Number);
    return t.monthName(year, number);
  };
  return (
    <div className={classes.month}>
      <NativeSelect
        label={t.monthPaperOf}
        size="md"
        value={month}
        data={months.map((value) => ({ value, label: nameOf(value) }))}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      <a
        href={`/api/people/${encodeURIComponent(person)}/month.pdf?month=${month}&lang=${language}`}
        target="_blank"
        rel="noreferrer"
        className={classes.visitLink}
        data-testid="print-month"
      >
        <IconPrinter aria-hidden size={18} /> {t.monthPaper}
      </a>
    </div>
  );
}
