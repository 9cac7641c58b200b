import type { DeskNow } from '@munan/flow';
import { useCentreWords } from '@munan/ui';
import { IconEye, IconMoonStars } from '@tabler/icons-react';
import classes from './shifts.module.css';

/** Who is on shift and who is awake at the desk at this moment. */
export function NowPart({ desk }: { desk: DeskNow }) {
  const t = useCentreWords().shifts.now;
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).join(', ');
  const onShift = [...desk.operators.filter((one) => one.onShift), ...desk.nurses];
  const awake = desk.operators.filter((one) => one.awake);
  return (
    <section aria-labelledby="now-title" className={`${classes.panel} ${classes.now}`} data-testid="rota-now">
      <h2 id="now-title">{t.title}</h2>
      <p>{onShift.length > 0 ? t.onShift(names(onShift)) : t.nobody}</p>
      <p className={awake.length > 0 ? classes.awake : classes.asleep}>
        {awake.length > 0 ? <IconEye size={18} aria-hidden /> : <IconMoonStars size={18} aria-hidden />}
        {awake.length > 0 ? t.awake(names(awake)) : t.asleep}
      </p>
    </section>
  );
}
