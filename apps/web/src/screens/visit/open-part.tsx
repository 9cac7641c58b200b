import { useWords } from '@munan/ui';
import { Component, lazy, type ReactNode, Suspense } from 'react';
import { formOf, type Part } from './note.ts';
import classes from './parts.module.css';
import { PartsList } from './parts-list.tsx';
import { AnswersPart, NextPart, TextPart } from './plain-parts.tsx';
import type { Visiting } from './visiting.ts';
import { VitalsPart } from './vitals-part.tsx';

// What not every visit opens is fetched when it is opened; the worker has it on the device.
const FormPart = lazy(async () => ({ default: (await import('./form/form-part.tsx')).FormPart }));
const PhotosPart = lazy(async () => ({ default: (await import('./photo/photos-part.tsx')).PhotosPart }));
const MedicinesPart = lazy(async () => ({ default: (await import('./medicines-part.tsx')).MedicinesPart }));
const FactsPart = lazy(async () => ({ default: (await import('./facts-part.tsx')).FactsPart }));
const SignPart = lazy(async () => ({ default: (await import('./sign-part.tsx')).SignPart }));

interface OpenProps {
  visit: Visiting;
  part: Part;
  open: (part: Part) => void;
  again: () => void;
  /** Where the list was left, pixels. */
  listTop: number;
  signed: () => void;
}

/** The part that is open. One that cannot be fetched says so and is tried again; the rest goes on. */
export function OpenPart(props: OpenProps) {
  const words = useWords().visitParts;
  return (
    <PartBoundary key={props.part} words={words} leave={() => props.open('list')}>
      <Suspense fallback={<p className={classes.quiet}>{words.loading}</p>}>
        <Shown {...props} />
      </Suspense>
    </PartBoundary>
  );
}

function Shown({ visit, part, open, again, signed, listTop }: OpenProps) {
  const leave = () => open('list');
  const form = formOf(part);
  if (form !== undefined) return <FormPart key={form} visit={visit} id={form} leave={leave} />;
  switch (part) {
    case 'vitals':
      return <VitalsPart visit={visit} leave={leave} />;
    case 'answers':
      return <AnswersPart visit={visit} leave={leave} again={again} />;
    case 'medicines':
      return <MedicinesPart visit={visit} leave={leave} again={again} />;
    case 'photos':
      return <PhotosPart visit={visit} leave={leave} />;
    case 'remarks':
      return <TextPart key="remarks" name="remarks" visit={visit} leave={leave} />;
    case 'question':
      return <TextPart key="question" name="question" visit={visit} leave={leave} />;
    case 'next':
      return <NextPart visit={visit} leave={leave} />;
    case 'facts':
      return <FactsPart visit={visit} leave={leave} again={again} />;
    case 'sign':
      return <SignPart visit={visit} leave={leave} open={open} signed={signed} />;
    default:
      return <PartsList visit={visit} open={open} top={listTop} />;
  }
}

interface BoundaryProps {
  words: { loadFailed: string; again: string; back: string };
  leave: () => void;
  children: ReactNode;
}

/** React tells of a failed part only to a class. */
class PartBoundary extends Component<BoundaryProps, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override render() {
    const { words, leave, children } = this.props;
    if (!this.state.failed) return children;
    return (
      <div className={classes.page} role="alert">
        <p>{words.loadFailed}</p>
        <div className={classes.pair}>
          <button type="button" className={classes.choice} onClick={leave}>
            {words.back}
          </button>
          <button type="button" className={classes.choice} aria-pressed onClick={() => window.location.reload()}>
            {words.again}
          </button>
        </div>
      </div>
    );
  }
}
