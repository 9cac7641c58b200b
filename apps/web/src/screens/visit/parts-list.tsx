import { Button } from '@mantine/core';
import type { VisitEntry } from '@munan/flow';
import { ConflictCard, News2Chip, useLanguage, useWords } from '@munan/ui';
import { flaggedAnswers, type Questionnaire, textOf } from '@munan/visit';
import {
  IconArrowRight,
  IconChevronRight,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleHalf2,
  IconSend,
} from '@tabler/icons-react';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { findMidnight } from './days.ts';
import { useFullHeight } from './full-height.ts';
import { formState, formsOfVisit, type Part, type PartState } from './note.ts';
import classes from './parts.module.css';
import { scoreOfVisit } from './score.ts';
import { Scrolled } from './scrolled.tsx';
import type { Visiting } from './visiting.ts';

const conditionForms = ['diabetes', 'hypertension', 'heart-failure', 'copd', 'dementia', 'wound', 'falls-risk', 'mood'];

/** The note as a list: each part one tap away, with a mark whether it is done. */
export function PartsList({ visit, open, top }: { visit: Visiting; open: (part: Part) => void; top: number }) {
  const screen = useFullHeight();
  const scroll = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the list is shown
  useLayoutEffect(() => {
    scroll.current?.scrollTo({ top });
    window.scrollTo({ top: 0 });
  }, []);
  const { words: all, formats } = useLanguage();
  const words = all.visitParts;
  const { entry, person, desk, place, local } = visit;
  const forms = useForms(visit);
  const { asked, more } = formsOfVisit(forms.ids, entry, person, place.added ?? [], desk.now());
  const [adding, setAdding] = useState(false);
  const conflicts = desk.conflicts().filter((one) => one.patient === entry.patient);
  const unread = (person?.answers ?? []).filter((answer) => !answer.read).length;
  const measured = Object.keys(entry.vitals).length;
  const pending = entry.state === 'open' && measured > 0;
  const next = entry.next && findMidnight(entry.next.date);
  const plain = (part: Part, name: string, state: PartState, detail?: ReactNode) => (
    <PartRow key={part} part={part} name={name} state={state} detail={detail} open={open} />
  );
  const formRow = (id: string) => {
    const form = forms.find(id, entry.forms?.[id]?.version);
    const { state, missing } = formState(form, entry.forms?.[id]);
    const flags = form ? flaggedAnswers(form, entry.forms?.[id]?.answers ?? {}).length : 0;
    return plain(
      `form-${id}`,
      forms.name(id),
      state,
      missing > 0 ? words.missing(missing) : flags > 0 ? `${all.visitForms.flagged} ${flags}` : undefined,
    );
  };
  const medication = formState(forms.find('medication', entry.forms?.medication?.version), entry.forms?.medication);
  return (
    <div className={`${classes.page} ${classes.tall}`} ref={screen} data-testid="parts">
      <Scrolled label={words.title} place={scroll}>
        {local.reason === undefined ? null : (
          <p className={`${classes.note} ${classes.warn}`} data-testid="correcting">
            {words.correction.running(local.reason)}
          </p>
        )}
        {entry.state === 'vitals-final' ? (
          <p className={classes.note} data-testid="vitals-final">
            <IconSend aria-hidden />
            {words.sent}
          </p>
        ) : null}
        {conflicts.length > 0 ? (
          <section className={classes.page} aria-label={words.conflicts(conflicts.length)}>
            <h2>{words.conflicts(conflicts.length)}</h2>
            {conflicts.map((conflict) => (
              <ConflictCard
                key={conflict.id}
                conflict={conflict}
                me={desk.user.id}
                decide={conflict.status === 'open' ? (choice) => desk.decide(conflict.id, choice) : undefined}
                read={conflict.unread.includes(desk.user.id) ? () => desk.read(conflict.id) : undefined}
              />
            ))}
          </section>
        ) : null}
        <ul className={classes.list}>
          {person && person.answers.length > 0
            ? plain(
                'answers',
                words.names.answers,
                unread > 0 ? 'begun' : 'done',
                unread > 0 ? <span className={classes.alarming}>{words.unread(unread)}</span> : undefined,
              )
            : null}
          {plain(
            'vitals',
            words.names.vitals,
            measured === 0 ? 'empty' : pending ? 'begun' : 'done',
            <>
              {words.vitalsCount(countOf(entry))}
              {pending ? <span className={classes.alarming}> · {words.vitalsPending}</span> : null}
              {measured > 0 ? (
                <>
                  {' '}
                  <News2Chip score={scoreOfVisit(entry.vitals, person?.spo2Scale2 ?? false)} />
                </>
              ) : null}
            </>,
          )}
        </ul>
        <h3 className={classes.group}>{words.groups.found}</h3>
        {forms.ids.length === 0 ? <p className={classes.quiet}>{words.noForms}</p> : null}
        <ul className={classes.list}>
          {asked.filter((id) => conditionForms.includes(id)).map(formRow)}
          {plain(
            'photos',
            words.names.photos,
            entry.photos?.length ? 'done' : 'empty',
            entry.photos?.length ? words.photoCount(entry.photos.length) : undefined,
          )}
          {plain('remarks', words.names.remarks, entry.remarks ? 'done' : 'empty', entry.remarks)}
        </ul>
        <h3 className={classes.group}>{words.groups.done}</h3>
        <ul className={classes.list}>
          {plain(
            'medicines',
            words.names.medicines,
            medication.state,
            medication.missing > 0 ? words.missing(medication.missing) : undefined,
          )}
          {asked.filter((id) => !conditionForms.includes(id) && id !== 'referral').map(formRow)}
        </ul>
        <h3 className={classes.group}>{words.groups.after}</h3>
        <ul className={classes.list}>
          {plain('question', words.names.question, entry.question ? 'done' : 'empty', entry.question)}
          {plain(
            'next',
            words.names.next,
            entry.next ? 'done' : 'empty',
            next === undefined ? undefined : words.next.chosen(formats.day(next), entry.next?.time),
          )}
          {asked.includes('referral') ? formRow('referral') : null}
          {plain('facts', words.names.facts, 'empty', person?.facts.phone ? String(person.facts.phone) : undefined)}
        </ul>
        {more.length > 0 ? (
          <button
            type="button"
            className={classes.choice}
            aria-expanded={adding}
            data-testid="more-forms"
            onClick={() => setAdding(!adding)}
          >
            {words.names.more}
          </button>
        ) : null}
        {adding ? (
          <ul className={classes.list}>
            {more.map((id) => (
              <PartRow
                key={id}
                part={`form-${id}`}
                name={forms.name(id)}
                state="empty"
                open={(part) => {
                  visit.put({ added: [...(place.added ?? []), id] });
                  open(part);
                }}
              />
            ))}
          </ul>
        ) : null}
      </Scrolled>
      <div className={classes.foot}>
        <Button
          h={60}
          size="lg"
          fullWidth
          rightSection={<IconArrowRight aria-hidden />}
          data-testid="open-sign"
          onClick={() => open('sign')}
        >
          {words.names.sign}
        </Button>
      </div>
    </div>
  );
}

function PartRow({
  part,
  name,
  state,
  detail,
  open,
}: {
  part: Part;
  name: string;
  state: PartState;
  detail?: ReactNode;
  open: (part: Part) => void;
}) {
  const words = useWords().visitParts;
  const marks = {
    done: <IconCircleCheckFilled className={classes.doneMark} role="img" aria-label={words.states.done} />,
    begun: <IconCircleHalf2 className={classes.begunMark} role="img" aria-label={words.states.begun} />,
    empty: <IconCircleDashed role="img" aria-label={words.states.empty} />,
  };
  return (
    <li>
      <button
        type="button"
        className={classes.part}
        data-testid={`part-${part}`}
        data-state={state}
        onClick={() => open(part)}
      >
        {part === 'facts' ? <span /> : marks[state]}
        <span>
          <span className={classes.name}>{name}</span>
          {detail === undefined ? null : <span className={classes.detail}>{detail}</span>}
        </span>
        <IconChevronRight aria-hidden />
      </button>
    </li>
  );
}

/** Forms of this device: newest of each, or the version that one was begun with. */
export function useForms({ desk }: Visiting) {
  const { language } = useLanguage();
  const newest = desk.forms() as Questionnaire[];
  const find = (id: string, version?: string) =>
    (version === undefined ? undefined : (desk.form(id, version) as Questionnaire | undefined)) ??
    (version === undefined ? newest.find((form) => form.id === id) : undefined);
  return {
    ids: newest.flatMap(({ id }) => (id === undefined ? [] : [id])),
    find,
    name: (id: string) =>
      textOf(
        newest.find((form) => form.id === id),
        language,
      ) || id,
  };
}

/** Vitals as one counts them: a pressure is one, and so is orientation. */
function countOf({ vitals }: VisitEntry): number {
  const names = new Set(
    Object.keys(vitals).map((name) =>
      name.endsWith('MmHg') ? 'pressure' : name.startsWith('oriented') ? 'orientation' : name,
    ),
  );
  names.delete('onOxygen');
  names.delete('fasting');
  return names.size;
}
