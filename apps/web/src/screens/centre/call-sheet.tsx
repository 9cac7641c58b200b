import { Button, SegmentedControl } from '@mantine/core';
import type { CallSheet as CallSheetData } from '@munan/flow';
import { type LanguageCode, languageNames } from '@munan/language';
import { reasonSentence, serverClock, useCentreWords, useLanguage } from '@munan/ui';
import { IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import classes from './alert.module.css';
import { printWindow } from './print-window.ts';

/** Read aloud to 119 in 20 seconds: large print, one sentence a line; below it what may be asked back. */
export function CallSheet({ sheet }: { sheet: CallSheetData }) {
  const { words, formats, language } = useLanguage();
  const [spoken, setSpoken] = useState<LanguageCode>(language);
  const t = words.centre.sheet;
  const { print } = useCentreWords().operator.dispatch;
  const list = (items: string[]) => (items.length > 0 ? items.join(', ') : t.none);
  const now = serverClock.now();
  return (
    <div className={classes.sheet} data-testid="call-sheet">
      <div className={classes.sheetHead}>
        <h3>{t.readAloud}</h3>
        <SegmentedControl
          aria-label={t.inLanguage}
          value={spoken}
          onChange={(next) => setSpoken(next === 'en' ? 'en' : 'ko')}
          data={(['ko', 'en'] as const).map((code) => ({ value: code, label: languageNames[code] }))}
          className="munan-no-print"
        />
        <Button
          variant="default"
          className="munan-no-print"
          leftSection={<IconPrinter size={20} aria-hidden />}
          onClick={printWindow}
          data-testid="sheet-print"
        >
          {print}
        </Button>
      </div>
      <ol className={classes.spokenLines} lang={spoken}>
        {sheet.spoken[spoken].map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      <h3>{t.facts}</h3>
      <dl className={classes.facts}>
        <dt>{t.address}</dt>
        <dd>{sheet.address}</dd>
        {sheet.doorCode ? (
          <>
            <dt>{t.door}</dt>
            <dd>{sheet.doorCode}</dd>
          </>
        ) : null}
        {sheet.phone ? (
          <>
            <dt>{t.phone}</dt>
            <dd>
              <a href={`tel:${sheet.phone}`}>{sheet.phone}</a>
            </dd>
          </>
        ) : null}
        <dt>{t.conditions}</dt>
        <dd>{list(sheet.conditions)}</dd>
        <dt>{t.medications}</dt>
        <dd>{list(sheet.medications)}</dd>
        <dt>{t.allergies}</dt>
        <dd>{list(sheet.allergies)}</dd>
        <dt>{t.happened}</dt>
        <dd>
          {formats.moment(sheet.happenedAt, now)} · {reasonSentence(words, sheet.happened)}
        </dd>
        {sheet.tried.length > 0 ? (
          <>
            <dt>{t.tried}</dt>
            <dd>
              {sheet.tried.map((one) => (
                <span key={`${one.at}-${one.what.code}`} className={classes.line}>
                  {formats.moment(one.at, now)} · {reasonSentence(words, one.what)}
                </span>
              ))}
            </dd>
          </>
        ) : null}
      </dl>
    </div>
  );
}
