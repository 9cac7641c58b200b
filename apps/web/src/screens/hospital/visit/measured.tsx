import type { VisitPage } from '@munan/flow';
import { News2Chip, useFormats, useMissingNames, useWords, VitalMarkTag, vitalMarks } from '@munan/ui';
import { news2 } from '@munan/vitals';
import { measuredRows } from './measured-rows.ts';
import classes from './visit.module.css';

/** What was measured, beside the visit before and what is usual for her; and the score with its parts. */
export function Measured({ page }: { page: VisitPage }) {
  const words = useWords();
  const formats = useFormats();
  const t = words.hospital.page;
  const { entry, row, before } = page;
  const scale2 = row.spo2Scale2 ?? false;
  const rows = measuredRows(page, vitalMarks(entry.vitals, scale2), words);
  return (
    <section aria-labelledby="measured-title" className={classes.panel}>
      <h2 id="measured-title">{t.measured}</h2>
      <Score page={page} scale2={scale2} />
      {rows.length === 0 ? (
        <p className={classes.dim}>{words.visit.nothingMeasured}</p>
      ) : (
        <table className={classes.table} data-testid="measured">
          <thead>
            <tr>
              <th scope="col">{t.vital}</th>
              <th scope="col">{t.now}</th>
              <th scope="col">{before ? t.before(formats.day(before.finished)) : t.noBefore}</th>
              <th scope="col">{t.usual}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <tr key={one.name} data-marked={one.marks.length > 0 || undefined}>
                <th scope="row">{one.name}</th>
                <td>
                  <span className={`${classes.value} munan-value`}>
                    {one.now}
                    {one.unit ? <span className={classes.unit}> {one.unit}</span> : null}
                  </span>
                  {one.marks.map((mark) => (
                    <VitalMarkTag key={mark.direction} mark={mark} />
                  ))}
                  {one.extra.map((text) => (
                    <span key={text} className={classes.extra}>
                      {text}
                    </span>
                  ))}
                </td>
                <td>{one.before || '–'}</td>
                <td>
                  {one.usual ? (
                    <>
                      {one.usualCount === undefined ? one.usual : `${one.usual} (${one.usualCount})`}
                      {one.own ? (
                        <span className={classes.own}>{one.own === 'above' ? t.aboveUsual : t.belowUsual}</span>
                      ) : null}
                    </>
                  ) : one.unit ? (
                    <span className={classes.dim}>{t.usualUnknown}</span>
                  ) : (
                    '–'
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Score({ page, scale2 }: { page: VisitPage; scale2: boolean }) {
  const words = useWords();
  const t = words.hospital.page;
  const missing = useMissingNames();
  const score = page.row.news2;
  if (!score) return null;
  const { parts, response } = news2(page.entry.vitals, { scale2 });
  const scored = Object.entries(parts).filter(([, points]) => points > 0);
  const names = words.shell.news2Parameters as Record<string, string>;
  return (
    <div className={classes.score}>
      <News2Chip score={score} large />
      {scored.length > 0 ? (
        <span>
          <span className={classes.hidden}>{t.parts}: </span>
          {scored.map(([name, points]) => t.part(names[name] ?? name, points)).join(' · ')}
        </span>
      ) : null}
      {scale2 ? <span className={classes.dim}>{words.visit.entry.scale2}</span> : null}
      {score.missing.length > 0 ? (
        <span className={classes.dim}>{words.hospital.missing(missing(score.missing))}</span>
      ) : null}
      <p>{words.visit.news2.responses[response]}</p>
    </div>
  );
}
