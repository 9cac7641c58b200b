import { Button } from '@mantine/core';
import type { Place } from '@munan/flow';
import { useLanguage, useWords, VisitValues } from '@munan/ui';
import { allItems, answerText, flaggedAnswers, type Questionnaire, textOf, totalOf } from '@munan/visit';
import { IconAlertTriangle, IconSignature } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { findMidnight } from './days.ts';
import { News2Advice } from './news2-advice.tsx';
import { formState, type Part } from './note.ts';
import { PartPage } from './part-page.tsx';
import classes from './parts.module.css';
import { useForms } from './parts-list.tsx';
import { unsettled } from './plausibility.ts';
import { findPosition } from './position.ts';
import { scoreOfVisit } from './score.ts';
import type { Visiting } from './visiting.ts';
import { namesOf } from './vitals-review.tsx';
import { hasContent } from './work.ts';

/** Everything once more, what is missing, who signs; one press closes the visit. */
export function SignPart({
  visit,
  leave,
  open,
  signed,
}: {
  visit: Visiting;
  leave: () => void;
  open: (part: Part) => void;
  signed: () => void;
}) {
  const { words: all, formats } = useLanguage();
  const words = all.visitParts.sign;
  const { entry, local, person, desk, last } = visit;
  const forms = useForms(visit);
  const at = usePosition();
  const sent = useRef(false);
  const scale2 = person?.spo2Scale2 ?? false;
  const undecided = unsettled(entry.vitals, entry.confirmed ?? [], last?.entry.vitals);
  const filled = Object.entries(entry.forms ?? {}).map(([id, one]) => {
    const form = forms.find(id, one.version);
    return { id, answers: one.answers, form, name: forms.name(id), ...formState(form, one) };
  });
  const begun = filled.filter(({ missing }) => missing > 0);
  const some = hasContent(entry);
  const conflicts = desk.conflicts().some((one) => one.patient === entry.patient && one.status === 'open');
  const next = entry.next && findMidnight(entry.next.date);
  const sign = () => {
    // A second press while the first is being kept signs nothing more.
    if (sent.current) return;
    sent.current = true;
    // Opened again for a correction, it begins with the list.
    visit.put({ part: 'list' });
    desk.sign(entry.id, at.current);
    signed();
  };
  return (
    <PartPage title={words.title} leave={leave} leaveText={all.visitParts.back}>
      {undecided.length > 0 ? (
        <Warning
          text={words.warnUnsettled(namesOf(all.visit, undecided))}
          go={() => {
            visit.settle();
            open('vitals');
          }}
        />
      ) : null}
      {begun.map(({ id, name }) => (
        <Warning key={id} text={words.warnMissing(name)} go={() => open(`form-${id}`)} />
      ))}
      {conflicts ? <Warning text={words.warnConflicts} go={() => open('list')} /> : null}
      <News2Advice score={scoreOfVisit(entry.vitals, scale2)} scale2={scale2} />
      <section className={classes.card}>
        <p className={classes.quiet}>{words.times(formats.clock(entry.arrived))}</p>
        <VisitValues vitals={entry.vitals} confirmed={entry.confirmed ?? []} scale2={scale2} />
      </section>
      {filled.length > 0 ? (
        <section className={classes.card}>
          <p className={classes.label}>{words.filled}</p>
          <p>{filled.map(({ name }) => name).join(', ')}</p>
          <Flagged filled={filled} />
        </section>
      ) : null}
      {entry.photos?.length ? <p className={classes.card}>{all.visitParts.photoCount(entry.photos.length)}</p> : null}
      <Said title={all.visitParts.names.remarks} text={entry.remarks} />
      <Said title={all.visitParts.names.question} text={entry.question} />
      {next === undefined ? null : (
        <Said
          title={all.visitParts.names.next}
          text={[all.visitParts.next.chosen(formats.day(next), entry.next?.time), entry.next?.note]
            .filter(Boolean)
            .join('\n')}
        />
      )}
      {some ? null : <p className={classes.bad}>{words.warnNothing}</p>}
      <section className={classes.card}>
        <p className={classes.label} data-testid="signer">
          {words.as(desk.user.name)}
        </p>
        <p className={classes.quiet}>{local.reason === undefined ? words.statement : all.visitParts.correction.kept}</p>
        <Button
          h={72}
          size="lg"
          leftSection={<IconSignature aria-hidden />}
          disabled={!some || undecided.length > 0}
          data-testid="sign-visit"
          onClick={sign}
        >
          {local.reason === undefined ? words.sign : all.visitParts.correction.sign}
        </Button>
      </section>
    </PartPage>
  );
}

function Warning({ text, go }: { text: string; go: () => void }) {
  const words = useWords().visitParts.sign;
  return (
    <div className={`${classes.note} ${classes.warn}`} role="alert">
      <IconAlertTriangle aria-hidden />
      <span style={{ flex: 1 }}>{text}</span>
      <button type="button" className={classes.choice} onClick={go}>
        {words.goThere}
      </button>
    </div>
  );
}

function Said({ title, text }: { title: string; text: string | undefined }) {
  if (!text?.trim()) return null;
  return (
    <section className={classes.card}>
      <p className={classes.label}>{title}</p>
      <p className={classes.remarks}>{text.trim()}</p>
    </section>
  );
}

interface Filled {
  id: string;
  name: string;
  form: Questionnaire | undefined;
  answers: NonNullable<Visiting['entry']['forms']>[string]['answers'];
}

/** What a doctor should look at, in words. */
function Flagged({ filled }: { filled: Filled[] }) {
  const { words: all, language } = useLanguage();
  const lines = filled.flatMap(({ id, name, form, answers }) => {
    if (!form) return [];
    const items = new Map(allItems(form).map((item) => [item.linkId, item]));
    const total = totalOf(form, answers);
    return flaggedAnswers(form, answers).flatMap((linkId) => {
      const item = items.get(linkId);
      if (!item) return [];
      const answer = answers[linkId];
      const said =
        linkId === total?.linkId
          ? `${total.points}/${total.most} ${total.meaning?.[language] ?? ''}`
          : answer === undefined
            ? ''
            : answerText(item, answer, language);
      return [{ key: `${id}.${linkId}`, text: `${name} · ${textOf(item, language)}: ${said}` }];
    });
  });
  if (lines.length === 0) return null;
  return (
    <>
      <p className={classes.alarming}>{all.visitParts.sign.flagged}</p>
      <ul className={classes.flags}>
        {lines.map(({ key, text }) => (
          <li key={key}>{text}</li>
        ))}
      </ul>
    </>
  );
}

/** Where she is when she signs: asked for when the page opens, and only where it was allowed before; never waited for. */
function usePosition() {
  const at = useRef<Place>(undefined);
  useEffect(() => {
    void navigator.permissions
      ?.query({ name: 'geolocation' })
      .then(async ({ state }) => {
        if (state === 'granted') at.current = await findPosition();
      })
      .catch(() => undefined);
  }, []);
  return at;
}
