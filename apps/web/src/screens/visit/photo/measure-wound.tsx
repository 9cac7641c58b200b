import { Button } from '@mantine/core';
import type { VisitPhoto } from '@munan/flow';
import { useLanguage } from '@munan/ui';
import { IconArrowBackUp, IconCheck } from '@tabler/icons-react';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useFullHeight } from '../full-height.ts';
import classes from '../parts.module.css';
import { Scrolled } from '../scrolled.tsx';
import type { Visiting } from '../visiting.ts';
import own from './photo.module.css';
import { usePhotoUrl } from './photo-url.ts';
import { inside, measured, nearestPoint, type Point, type Reference, references, stepOf } from './scale.ts';

/** A finger's width on the screen, CSS pixels. */
const fingerPx = 28;
const magnified = 3;
const lensPx = 120;

type Size = Pick<VisitPhoto, 'reference' | 'lengthMm' | 'widthMm'>;

/** The wound measured by what lies beside it: its two ends, then the ends of the wound; every point can be moved and undone. */
export function MeasureWound({
  visit,
  photo,
  leave,
  keep,
}: {
  visit: Visiting;
  photo: VisitPhoto;
  leave: () => void;
  keep: (size: Size) => void;
}) {
  const { words: all, formats } = useLanguage();
  const words = all.visitForms.photo;
  const url = usePhotoUrl(visit, photo.id);
  const screen = useFullHeight();
  const known = (Object.keys(references) as Reference[]).find((name) => name === photo.reference);
  const [reference, setReference] = useState<Reference | undefined>(known);
  const [points, setPoints] = useState<Point[]>([]);
  if (!reference) {
    return (
      <div className={classes.page} data-testid="measure-reference">
        <h2>{words.measure}</h2>
        <fieldset className={classes.choices}>
          <legend>{words.reference}</legend>
          {(Object.keys(references) as Reference[]).map((name) => (
            <button
              key={name}
              type="button"
              className={classes.choice}
              data-testid={`reference-${name}`}
              onClick={() => setReference(name)}
            >
              {words.references[name]}
            </button>
          ))}
          <button type="button" className={classes.choice} data-testid="reference-none" onClick={() => keep({})}>
            {words.references.none}
          </button>
        </fieldset>
      </div>
    );
  }
  const step = stepOf(points);
  const size = measured(reference, points);
  const say =
    step === 'reference-first' || step === 'reference-second'
      ? words.steps[step](words.references[reference])
      : words.steps[step];
  return (
    <div className={`${classes.page} ${classes.tall}`} ref={screen} data-testid="measure">
      <Scrolled label={words.measure}>
        <p className={classes.label} role="status" data-testid="measure-step">
          {say}
        </p>
        {url ? <Picture url={url} points={points} setPoints={setPoints} /> : null}
        <p className={classes.quiet}>{words.measureHint}</p>
        <p role="alert" className={classes.bad}>
          {size.tooSmall ? words.tooSmall : ''}
        </p>
        {size.lengthMm !== undefined && !size.tooSmall ? (
          <p className={classes.label} data-testid="measured">
            {size.widthMm === undefined
              ? words.length(formats.number(size.lengthMm, 1))
              : words.size(formats.number(size.lengthMm, 1), formats.number(size.widthMm, 1))}
          </p>
        ) : null}
      </Scrolled>
      <div className={classes.foot}>
        <div className={classes.pair}>
          <button
            type="button"
            className={classes.choice}
            data-testid="measure-undo"
            onClick={() => (points.length === 0 ? setReference(undefined) : setPoints(points.slice(0, -1)))}
          >
            <IconArrowBackUp aria-hidden />
            {points.length === 0 ? all.visit.entry.back : words.undo}
          </button>
          {size.lengthMm !== undefined && !size.tooSmall ? (
            <Button
              h={56}
              px="xs"
              leftSection={<IconCheck aria-hidden />}
              data-testid="measure-keep"
              onClick={() =>
                keep({
                  reference,
                  lengthMm: size.lengthMm,
                  ...(size.widthMm === undefined ? {} : { widthMm: size.widthMm }),
                })
              }
            >
              {words.keep}
            </Button>
          ) : (
            <button type="button" className={classes.choice} onClick={leave}>
              {words.without}
            </button>
          )}
        </div>
      </div>
    </div>
  );
}

/** The picture with its points; a touch puts the next one or takes hold of one that is there, and a lens shows what is under the finger. */
function Picture({
  url,
  points,
  setPoints,
}: {
  url: string;
  points: Point[];
  setPoints: (change: (before: Point[]) => Point[]) => void;
}) {
  const words = useLanguage().words.visitForms.photo;
  const picture = useRef<HTMLImageElement>(null);
  const [held, setHeld] = useState<number>();
  // The finger may move before the page is drawn anew: what it holds is known at once.
  const holding = useRef<number>(undefined);
  const hold = (index: number | undefined) => {
    holding.current = index;
    setHeld(index);
  };
  const size = () => {
    const { current } = picture;
    return { width: current?.naturalWidth ?? 0, height: current?.naturalHeight ?? 0 };
  };
  const at = (event: PointerEvent): { point: Point; perPx: number } | undefined => {
    const box = picture.current?.getBoundingClientRect();
    const { width, height } = size();
    if (!box || box.width === 0 || width === 0) return undefined;
    const perPx = width / box.width;
    const point = { x: (event.clientX - box.left) * perPx, y: (event.clientY - box.top) * perPx };
    return { point: inside(point, width, height), perPx };
  };
  const down = (event: PointerEvent) => {
    const touched = at(event);
    if (!touched) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const near = nearestPoint(points, touched.point, fingerPx * touched.perPx);
    if (near >= 0) return hold(near);
    if (stepOf(points) === 'finished') return;
    hold(points.length);
    setPoints((before) => [...before, touched.point]);
  };
  const move = (event: PointerEvent) => {
    const index = holding.current;
    const touched = index === undefined ? undefined : at(event);
    if (touched) setPoints((before) => before.map((one, place) => (place === index ? touched.point : one)));
  };
  const nudge = (event: KeyboardEvent, index: number) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    const { width, height } = size();
    setPoints((before) =>
      before.map((one, place) =>
        place === index ? inside({ x: one.x + (step[0] ?? 0) * 2, y: one.y + (step[1] ?? 0) * 2 }, width, height) : one,
      ),
    );
  };
  const { width, height } = size();
  const lens = held === undefined ? undefined : points[held];
  return (
    <div
      className={own.measured}
      data-testid="measure-picture"
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={() => hold(undefined)}
      onPointerCancel={() => hold(undefined)}
    >
      <img ref={picture} src={url} alt={words.kinds.wound} draggable={false} />
      {width > 0 ? (
        <svg viewBox={`0 0 ${width} ${height}`} className={own.drawing} aria-hidden>
          {[0, 2, 4].map((from) => {
            const [first, second] = points.slice(from, from + 2);
            return first && second ? (
              <line key={from} x1={first.x} y1={first.y} x2={second.x} y2={second.y} className={own.line} />
            ) : null;
          })}
        </svg>
      ) : null}
      {points.map((point, index) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: a point is its place in the order
          key={index}
          type="button"
          className={own.point}
          aria-label={words.point(index + 1)}
          style={{ left: `${(point.x / width) * 100}%`, top: `${(point.y / height) * 100}%` }}
          onKeyDown={(event) => nudge(event, index)}
        >
          {index + 1}
        </button>
      ))}
      {lens && width > 0 ? (
        <span
          className={own.lens}
          aria-hidden
          style={{
            [lens.x > width / 2 ? 'left' : 'right']: 8,
            width: lensPx,
            height: lensPx,
            backgroundImage: `url(${url})`,
            ...lensView(lens, picture.current?.clientWidth ?? 0, width, height),
          }}
        />
      ) : null}
    </div>
  );
}

/** Background of the lens: the picture `magnified` as large as it is shown, with the point in the middle. */
function lensView(point: Point, shownPx: number, width: number, height: number) {
  const wide = shownPx * magnified;
  const high = (wide * height) / width;
  const left = lensPx / 2 - (point.x / width) * wide;
  const top = lensPx / 2 - (point.y / height) * high;
  return { backgroundSize: `${wide}px ${high}px`, backgroundPosition: `${left}px ${top}px` };
}
