import type { Finding } from '@munan/flow';
import { useWords } from '@munan/ui';
import { Suspense } from 'react';
import { evidenceToDraw } from '../../evidence/evidence-window.ts';
import { OneEvidence } from '../../evidence/one-evidence.tsx';
import { Waiting } from '../../shell/waiting.tsx';
import classes from './alert.module.css';

/** What the detectors looked at, drawn with the limits that were crossed and what is usual for the person. */
export function Evidence({ person, findings }: { person: string; findings: Finding[] }) {
  const words = useWords();
  const drawn = evidenceToDraw(findings);
  return (
    <section aria-labelledby="evidence-title" className={classes.section}>
      <h2 id="evidence-title">{words.centre.evidence.title}</h2>
      {drawn.length === 0 ? <p className={classes.dim}>{words.centre.evidence.none}</p> : null}
      <Suspense fallback={<Waiting />}>
        {drawn.map((evidence, i) => (
          <OneEvidence
            key={`${evidence.figure?.name ?? evidence.channel}-${evidence.from}`}
            person={person}
            evidence={evidence}
            {...(i === 0 ? { testid: 'evidence-chart' } : {})}
          />
        ))}
      </Suspense>
    </section>
  );
}
