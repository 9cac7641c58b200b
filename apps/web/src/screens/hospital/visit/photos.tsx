import type { VisitPage, VisitPhoto } from '@munan/flow';
import { useLanguage, Window } from '@munan/ui';
import { IconPhotoDown } from '@tabler/icons-react';
import { useState } from 'react';
import classes from './visit.module.css';

/** The pictures with their sizes; a press enlarges one. */
export function Photos({ page }: { page: VisitPage }) {
  const { words } = useLanguage();
  const t = words.hospital.page;
  const [large, setLarge] = useState<VisitPhoto | undefined>();
  const taken = page.entry.photos ?? [];
  if (taken.length === 0) return null;
  const address = (photo: VisitPhoto) =>
    `/api/visits/${encodeURIComponent(page.entry.id)}/photos/${encodeURIComponent(photo.id)}`;
  const nameOf = ({ kind, caption }: VisitPhoto) => t.photoAlt(t.photoKinds[kind], caption ?? '');
  return (
    <section aria-labelledby="photos-title" className={classes.panel}>
      <h2 id="photos-title">{t.photos}</h2>
      <ul className={classes.photos}>
        {taken.map((photo) => (
          <li key={photo.id} data-testid="photo">
            {page.photos.includes(photo.id) ? (
              <button
                type="button"
                className={classes.photo}
                onClick={() => setLarge(photo)}
                aria-label={`${t.photoLarge}: ${nameOf(photo)}`}
              >
                <img src={address(photo)} alt="" loading="lazy" />
              </button>
            ) : (
              <p className={classes.noPhoto}>
                <IconPhotoDown aria-hidden />
                {t.photoComing}
              </p>
            )}
            <PhotoText photo={photo} />
          </li>
        ))}
      </ul>
      {large ? (
        <Window title={nameOf(large)} size="xl" onClose={() => setLarge(undefined)}>
          <img src={address(large)} alt={nameOf(large)} className={classes.large} />
          <PhotoText photo={large} />
        </Window>
      ) : null}
    </section>
  );
}

function PhotoText({ photo }: { photo: VisitPhoto }) {
  const { words, formats } = useLanguage();
  const t = words.hospital.page;
  const { lengthMm, widthMm, reference, caption, kind, takenAt } = photo;
  const references = words.visitForms.photo.references as Record<string, string>;
  const size = t.photoSize(lengthMm?.toString(), widthMm?.toString());
  return (
    <p className={classes.photoText}>
      <span>{t.photoAlt(t.photoKinds[kind], caption ?? '')}</span>
      {size ? <strong>{size}</strong> : null}
      <span className={classes.dim}>
        {reference && reference !== 'none' ? `${t.photoReference(references[reference] ?? reference)} · ` : ''}
        {formats.clock(takenAt)}
      </span>
    </p>
  );
}
