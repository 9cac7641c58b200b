import type { VisitPage } from '@munan/flow';
import { useLanguage, useNow } from '@munan/ui';
import { Link } from '@tanstack/react-router';
import { dayText } from './day-text.ts';
import classes from './visit.module.css';

/** Remarks, when the nurse comes again, who signed, and every version of the record. */
export function Remarks({ page }: { page: VisitPage }) {
  const { words } = useLanguage();
  const t = words.hospital.page;
  const { remarks } = page.entry;
  return (
    <section aria-labelledby="remarks-title" className={classes.panel}>
      <h2 id="remarks-title">{t.remarks}</h2>
      {remarks ? <p className={classes.remarks}>{remarks}</p> : <p className={classes.dim}>{t.noRemarks}</p>}
    </section>
  );
}

export function Plan({ page }: { page: VisitPage }) {
  const { words, formats } = useLanguage();
  const t = words.hospital.page;
  const { next } = page.entry;
  const day = next && dayText(next.date, formats);
  return (
    <section aria-labelledby="plan-title" className={classes.panel}>
      <h2 id="plan-title">{t.plan}</h2>
      {!next || !day ? (
        <p className={classes.dim}>{t.noPlan}</p>
      ) : (
        <p>
          <strong>{next.time ? t.promised(day, next.time) : t.planned(day)}</strong>
        </p>
      )}
      {next?.note ? <p className={classes.remarks}>{next.note}</p> : null}
    </section>
  );
}

export function Versions({ page, shown }: { page: VisitPage; shown: number }) {
  const { words, formats } = useLanguage();
  const now = useNow(60_000);
  const t = words.hospital.page;
  const { signed, versions } = page;
  const isCorrected = versions.some(({ reason }) => reason !== undefined);
  return (
    <section aria-labelledby="versions-title" className={classes.panel}>
      <h2 id="versions-title">{t.versions}</h2>
      <p data-testid="signature">{signed ? t.signed(signed.byName, formats.full(signed.at)) : t.notSigned}</p>
      <ol className={classes.versions}>
        {versions.map((version, at) => (
          <li key={`${version.at}-${version.by}`} data-testid="version">
            <span>{t.version(at + 1, version.byName, formats.moment(version.at, now))}</span>{' '}
            <span className={classes.dim}>{words.hospital.states[version.state ?? 'signed']}</span>{' '}
            {at + 1 === shown ? null : (
              <Link
                to="/hospital/visits/$visit/versions/$version"
                params={{ visit: page.entry.id, version: String(at + 1) }}
                className={classes.way}
                data-testid="read-version"
              >
                {t.readVersion(at + 1)}
              </Link>
            )}
            {version.reason ? <p className={classes.correction}>{t.correction(version.reason)}</p> : null}
          </li>
        ))}
      </ol>
      {isCorrected ? <p className={classes.dim}>{t.original}</p> : null}
    </section>
  );
}
