import type { VisitEntry, VisitPhoto } from '@munan/flow';
import { useLanguage } from '@munan/ui';
import { IconCamera, IconRulerMeasure } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { KeptText } from '../kept-text.tsx';
import { PartPage } from '../part-page.tsx';
import classes from '../parts.module.css';
import type { Visiting } from '../visiting.ts';
import { MeasureWound } from './measure-wound.tsx';
import own from './photo.module.css';
import { usePhotoUrl } from './photo-url.ts';
import { type PhotoProblem, PhotoRefused, shrunk } from './shrink.ts';

const mostPhotos = 30;

/** Pictures of the visit: taken, made small, told what they show, a wound measured by what lies beside it. */
export function PhotosPart({ visit, leave }: { visit: Visiting; leave: () => void }) {
  const { words: all } = useLanguage();
  const words = all.visitForms.photo;
  const [problem, setProblem] = useState<PhotoProblem>();
  const [working, setWorking] = useState(false);
  const [measuring, setMeasuring] = useState<string>();
  const photos = visit.entry.photos ?? [];
  const take = async (file: File, kind: VisitPhoto['kind']) => {
    setProblem(undefined);
    setWorking(true);
    try {
      const { jpeg } = await shrunk(file);
      const photo: VisitPhoto = { id: photoId(), takenAt: visit.desk.now(), kind };
      await visit.desk.addPhoto(visit.entry.id, photo, jpeg).catch(() => {
        throw new PhotoRefused('cannot-keep');
      });
      if (kind === 'wound') setMeasuring(photo.id);
    } catch (error) {
      setProblem(error instanceof PhotoRefused ? error.problem : 'not-an-image');
    } finally {
      setWorking(false);
    }
  };
  const change = (id: string, photo: (before: VisitPhoto) => VisitPhoto | undefined) =>
    visit.change((entry) => withPhoto(entry, id, photo));
  const measured = photos.find(({ id }) => id === measuring);
  if (measured) {
    return (
      <MeasureWound
        visit={visit}
        photo={measured}
        leave={() => setMeasuring(undefined)}
        keep={(size) => {
          change(measured.id, ({ reference: _r, lengthMm: _l, widthMm: _w, ...rest }) => ({ ...rest, ...size }));
          setMeasuring(undefined);
        }}
      />
    );
  }
  return (
    <PartPage title={all.visitParts.names.photos} leave={leave}>
      {photos.length < mostPhotos ? (
        <div className={classes.pair}>
          <TakePhoto
            label={words.takeWound}
            testId="take-wound"
            disabled={working}
            take={(file) => take(file, 'wound')}
          />
          <TakePhoto
            label={words.takeOther}
            testId="take-other"
            disabled={working}
            take={(file) => take(file, 'other')}
          />
        </div>
      ) : (
        <p className={classes.note}>{words.full}</p>
      )}
      <p role="status" className={classes.quiet}>
        {working ? words.working : ''}
      </p>
      <p role="alert" className={classes.bad} data-testid="photo-problem">
        {problem === undefined ? '' : words.errors[problem]}
      </p>
      {photos.length === 0 && !working ? <p className={classes.quiet}>{words.none}</p> : null}
      {photos.map((photo) => (
        <PhotoCard
          key={photo.id}
          visit={visit}
          photo={photo}
          change={(next) => change(photo.id, next)}
          measure={() => setMeasuring(photo.id)}
        />
      ))}
    </PartPage>
  );
}

function TakePhoto({
  label,
  testId,
  disabled,
  take,
}: {
  label: string;
  testId: string;
  disabled: boolean;
  take: (file: File) => void;
}) {
  const id = useId();
  return (
    <span className={own.take}>
      <input
        id={id}
        type="file"
        accept="image/jpeg,image/png,image/webp,image/*"
        capture="environment"
        disabled={disabled}
        data-testid={testId}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          // The same picture may be chosen again.
          event.currentTarget.value = '';
          if (file) take(file);
        }}
      />
      <label htmlFor={id} className={classes.choice}>
        <IconCamera aria-hidden />
        {label}
      </label>
    </span>
  );
}

function PhotoCard({
  visit,
  photo,
  change,
  measure,
}: {
  visit: Visiting;
  photo: VisitPhoto;
  change: (photo: (before: VisitPhoto) => VisitPhoto | undefined) => void;
  measure: () => void;
}) {
  const { words: all, formats } = useLanguage();
  const words = all.visitForms.photo;
  const url = usePhotoUrl(visit, photo.id);
  const [removing, setRemoving] = useState(false);
  const { lengthMm, widthMm } = photo;
  return (
    <section className={classes.card} data-testid="photo">
      {url === null ? (
        <p className={classes.quiet}>{words.notHere}</p>
      ) : url ? (
        <img className={own.picture} src={url} alt={words.alt(words.kinds[photo.kind], photo.caption ?? '')} />
      ) : null}
      <p className={classes.quiet}>
        {words.kinds[photo.kind]} · {words.takenAt(formats.clock(photo.takenAt))}
      </p>
      {lengthMm === undefined ? null : (
        <p className={classes.label} data-testid="photo-size">
          {widthMm === undefined
            ? words.length(formats.number(lengthMm, 1))
            : words.size(formats.number(lengthMm, 1), formats.number(widthMm, 1))}
        </p>
      )}
      <KeptText
        label={words.caption}
        hint={words.captionHint}
        value={photo.caption ?? ''}
        most={300}
        lines={1}
        testId="photo-caption"
        keep={(caption) =>
          change(({ caption: _caption, ...rest }) => (caption.trim() === '' ? rest : { ...rest, caption }))
        }
      />
      {removing ? (
        <div role="alert">
          <p>{words.removeQuestion}</p>
          <div className={classes.pair}>
            <button type="button" className={classes.choice} onClick={() => setRemoving(false)}>
              {words.removeNo}
            </button>
            <button type="button" className={classes.choice} onClick={() => change(() => undefined)}>
              {words.removeYes}
            </button>
          </div>
        </div>
      ) : (
        <div className={classes.pair}>
          <button type="button" className={classes.choice} onClick={() => setRemoving(true)}>
            {words.remove}
          </button>
          {photo.kind === 'wound' && url ? (
            <button type="button" className={classes.choice} data-testid="measure" onClick={measure}>
              <IconRulerMeasure aria-hidden />
              {lengthMm === undefined ? words.measure : words.measureAgain}
            </button>
          ) : null}
        </div>
      )}
    </section>
  );
}

function withPhoto(entry: VisitEntry, id: string, change: (before: VisitPhoto) => VisitPhoto | undefined): VisitEntry {
  const { photos = [], ...rest } = entry;
  const next = photos.flatMap((photo) => (photo.id === id ? (change(photo) ?? []) : photo));
  return next.length > 0 ? { ...rest, photos: next } : rest;
}

/** `randomUUID` is missing where the page came by plain HTTP from another machine. */
function photoId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
