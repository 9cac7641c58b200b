import { Button, NativeSelect } from '@mantine/core';
import { type AuditKind, auditKinds, siteZoneOffsetMinutes } from '@munan/flow';
import { useFormats, useNow, useWords } from '@munan/ui';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queries } from '../../connection/queries.ts';
import { NotYet } from '../../shell/waiting.tsx';
import { DownloadForm, SignForm } from './audit-forms.tsx';
import { AuditList } from './audit-list.tsx';
import { AuditSums } from './audit-sums.tsx';
import { Dialog } from './dialog.tsx';
import classes from './office.module.css';
import { monthAt, monthsBetween } from './review-months.ts';

const zoneMs = siteZoneOffsetMinutes * 60_000;

/** What of a month is looked at; empty user and person are everybody. */
export interface AuditChoice {
  month: string;
  kind: AuditKind;
  user: string;
  person: string;
}

/** The manager's monthly review of who saw and did what [개인정보의 안전성 확보조치 기준 제8조]. */
export function AccessPart() {
  const words = useWords().audit;
  const formats = useFormats();
  const thisMonth = monthAt(useNow(60_000) + zoneMs);
  const [chosen, setChosen] = useState<AuditChoice>({ month: thisMonth, kind: 'all', user: '', person: '' });
  const [dialog, setDialog] = useState<'sign' | 'download'>();
  const review = useQuery(queries.auditReview(chosen.month));
  const choose = (change: Partial<AuditChoice>) => setChosen({ ...chosen, ...change });
  const nameOf = (month: string) => {
    const [year = 0, number = 0] = month.split('-').map(Number);
    return words.monthName(year, number);
  };
  const close = () => setDialog(undefined);
  const counts = review.data?.counts;
  return (
    <>
      <p className={classes.hint}>{words.hint}</p>
      <div className={classes.tools}>
        <NativeSelect
          label={words.month}
          size="md"
          value={chosen.month}
          data-testid="audit-month"
          onChange={(event) => setChosen({ month: event.currentTarget.value, kind: 'all', user: '', person: '' })}
          data={monthsBetween(review.data?.firstMonth ?? thisMonth, thisMonth).map((month) => ({
            value: month,
            label: nameOf(month),
          }))}
        />
        <Button h={44} onClick={() => setDialog('sign')} data-testid="audit-sign">
          {words.sign}
        </Button>
        <Button h={44} variant="default" onClick={() => setDialog('download')} data-testid="audit-download">
          {words.download}
        </Button>
      </div>
      {review.data ? <Signatures reviews={review.data.reviews} /> : <NotYet query={review} />}
      <fieldset className={`${classes.group} ${classes.tiles}`} aria-label={words.kindsLabel}>
        {auditKinds.map((kind) => (
          <button
            key={kind}
            type="button"
            className={classes.tile}
            aria-pressed={kind === chosen.kind}
            data-testid={`audit-kind-${kind}`}
            onClick={() => choose({ kind })}
          >
            <span>{words.kinds[kind]}</span> <strong>{counts ? formats.number(counts[kind]) : ''}</strong>
          </button>
        ))}
      </fieldset>
      {chosen.kind === 'out-of-hours' ? <p className={classes.hint}>{words.outOfHoursHint}</p> : null}
      {review.data && chosen.kind === 'all' && !chosen.user && !chosen.person ? (
        <AuditSums review={review.data} choose={choose} />
      ) : null}
      <AuditList chosen={chosen} review={review.data} choose={choose} />
      <Dialog title={words.signTitle(nameOf(chosen.month))} opened={dialog === 'sign'} close={close}>
        <SignForm month={chosen.month} done={close} />
      </Dialog>
      <Dialog title={words.downloadTitle} opened={dialog === 'download'} close={close}>
        <DownloadForm chosen={chosen} done={close} />
      </Dialog>
    </>
  );
}

function Signatures({ reviews }: { reviews: { at: number; by: string; byName: string; note: string }[] }) {
  const words = useWords().audit;
  const formats = useFormats();
  if (reviews.length === 0) return <p className={classes.warnBox}>{words.unsigned}</p>;
  return (
    <ul className={classes.signed}>
      {reviews.map(({ at, by, byName, note }) => (
        <li key={at} data-testid="audit-signed">
          <strong>{words.signed(byName || by, formats.full(at))}</strong> {note}
        </li>
      ))}
    </ul>
  );
}
