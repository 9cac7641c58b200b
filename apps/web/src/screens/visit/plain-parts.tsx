import { useLanguage, useWords } from '@munan/ui';
import { useState } from 'react';
import { siteDay } from '../day/day-rows.ts';
import { SinceLast } from '../day/since-last.tsx';
import { daysAfter, findMidnight, judgeNextDay } from './days.ts';
import { KeptText } from './kept-text.tsx';
import { withText } from './note.ts';
import { PartPage } from './part-page.tsx';
import classes from './parts.module.css';
import type { Visiting } from './visiting.ts';

interface PartProps {
  visit: Visiting;
  leave: () => void;
}

/** What is written in her own words: as long as the record takes, and as many lines as are seen at once. */
const texts = { remarks: { most: 5000, lines: 6 }, question: { most: 2000, lines: 5 } } as const;

export function TextPart({ name, visit, leave }: PartProps & { name: keyof typeof texts }) {
  const words = useWords().visitParts;
  return (
    <PartPage title={words.names[name]} leave={leave}>
      <KeptText
        label={words[name].label}
        hint={words[name].hint}
        value={visit.entry[name] ?? ''}
        testId={`field-${name}`}
        keep={(text) => visit.change((entry) => withText(entry, name, text))}
        {...texts[name]}
      />
    </PartPage>
  );
}

/** What the doctor answered, and what happened since: read before she goes on. */
export function AnswersPart({ visit, leave, again }: PartProps & { again: () => void }) {
  const words = useWords().visitParts;
  const { person, desk } = visit;
  return (
    <PartPage title={words.names.answers} leave={leave}>
      {person ? (
        <SinceLast
          since={person.since}
          answers={person.answers}
          now={desk.now()}
          read={(answer) => {
            desk.read(answer);
            again();
          }}
        />
      ) : null}
    </PartPage>
  );
}

const quickDays = { week: 7, two: 14, month: 28, quarter: 84 } as const;
const quickTimes = { morning: '10:00', afternoon: '14:00' } as const;

/** When she comes again. A day that cannot be is said so, and not kept. */
export function NextPart({ visit, leave }: PartProps) {
  const { words: all, formats } = useLanguage();
  const words = all.visitParts.next;
  const { entry, desk } = visit;
  const today = siteDay(desk.now());
  const [wrong, setWrong] = useState<'past' | 'far'>();
  const { next } = entry;
  const put = (change: Partial<NonNullable<typeof next>>) => {
    visit.change((before) => {
      const made = { ...before.next, ...change };
      if (made.date === undefined) return before;
      const { time, note, date } = made;
      return { ...before, next: { date, ...(time ? { time } : {}), ...(note?.trim() ? { note } : {}) } };
    });
  };
  const chooseDay = (date: string) => {
    const judged = judgeNextDay(date, today);
    setWrong(judged === 'fine' ? undefined : judged);
    if (judged === 'fine') put({ date });
  };
  const midnight = next && findMidnight(next.date);
  return (
    <PartPage title={all.visitParts.names.next} leave={leave}>
      {midnight === undefined ? null : (
        <p className={classes.note} data-testid="next-chosen">
          {words.chosen(formats.day(midnight), next?.time)}
        </p>
      )}
      <fieldset className={classes.choices}>
        <legend>{words.question}</legend>
        {(Object.keys(quickDays) as (keyof typeof quickDays)[]).map((name) => {
          const date = daysAfter(today, quickDays[name]);
          return (
            <button
              key={name}
              type="button"
              className={classes.choice}
              aria-pressed={next?.date === date}
              data-testid={`next-${name}`}
              onClick={() => chooseDay(date)}
            >
              {words.quick[name]}
            </button>
          );
        })}
      </fieldset>
      <div className={classes.field}>
        <label htmlFor="next-date">{words.date}</label>
        <input
          id="next-date"
          type="date"
          className={classes.text}
          min={today}
          max={daysAfter(today, 730)}
          value={next?.date ?? ''}
          aria-invalid={wrong !== undefined}
          aria-describedby="next-wrong"
          data-testid="next-date"
          onChange={(event) => event.currentTarget.value && chooseDay(event.currentTarget.value)}
        />
        <p id="next-wrong" className={classes.bad} role="alert">
          {wrong === undefined ? '' : words[wrong]}
        </p>
      </div>
      {next ? (
        <>
          <fieldset className={`${classes.choices} ${classes.three}`}>
            <legend>{words.time}</legend>
            {(Object.keys(quickTimes) as (keyof typeof quickTimes)[]).map((name) => (
              <button
                key={name}
                type="button"
                className={classes.choice}
                aria-pressed={next.time === quickTimes[name]}
                onClick={() => put({ time: quickTimes[name] })}
              >
                {words[name]}
              </button>
            ))}
            <button
              type="button"
              className={classes.choice}
              aria-pressed={next.time === undefined}
              onClick={() => put({ time: undefined })}
            >
              {words.noTime}
            </button>
          </fieldset>
          <div className={classes.field}>
            <input
              type="time"
              className={classes.text}
              aria-label={words.time}
              value={next.time ?? ''}
              data-testid="next-time"
              onChange={(event) => put({ time: event.currentTarget.value.slice(0, 5) || undefined })}
            />
            <p className={classes.quiet}>{words.timeHint}</p>
          </div>
          <KeptText
            label={words.note}
            value={next.note ?? ''}
            most={1000}
            lines={3}
            testId="next-note"
            keep={(note) => put({ note })}
          />
          <button
            type="button"
            className={classes.choice}
            onClick={() => visit.change(({ next: _next, ...rest }) => rest)}
          >
            {words.clear}
          </button>
        </>
      ) : null}
    </PartPage>
  );
}
