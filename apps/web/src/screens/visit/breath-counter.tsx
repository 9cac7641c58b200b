import { Button } from '@mantine/core';
import { useWords } from '@munan/ui';
import { useEffect, useState } from 'react';
import { breathCount, enoughMs, tapped } from './breaths.ts';
import entry from './entry.module.css';
import classes from './tap.module.css';

/** One tap a breath; the rate shows as it grows and is taken over when the count is long enough. */
export function BreathCounter({ take, close }: { take: (perMin: number) => void; close: () => void }) {
  const words = useWords().visit.counter;
  const [taps, setTaps] = useState<number[]>([]);
  const [now, setNow] = useState(0);
  const running = taps.length > 0;
  useEffect(() => {
    if (!running) return;
    const timer = window.setInterval(() => setNow(performance.now()), 500);
    return () => window.clearInterval(timer);
  }, [running]);
  const count = breathCount(taps);
  const first = taps[0];
  const elapsed = first === undefined ? 0 : Math.max(0, Math.floor((Math.max(now, taps.at(-1) ?? 0) - first) / 1000));
  const left = Math.ceil((enoughMs - count.spanMs) / 1000);
  const tap = () => {
    const at = performance.now();
    setNow(at);
    setTaps((before) => tapped(before, at));
  };
  return (
    <div className={classes.counter}>
      <button type="button" className={classes.tap} data-testid="breath-tap" onClick={tap}>
        <span className={classes.tapTitle}>{words.tap}</span>
        <span className={classes.tapCount}>
          {running ? `${words.breaths(count.breaths)} · ${words.seconds(elapsed)}` : words.first}
        </span>
        {count.perMin === undefined ? null : <span className={classes.tapRate}>{words.perMin(count.perMin)}</span>}
      </button>
      <Button
        h={56}
        fullWidth
        disabled={!count.enough}
        data-testid="breath-use"
        onClick={() => count.perMin !== undefined && take(count.perMin)}
      >
        {count.enough && count.perMin !== undefined ? words.use(count.perMin) : words.notYet(left)}
      </Button>
      <div className={entry.pair}>
        <Button h={48} variant="default" disabled={!running} onClick={() => setTaps([])}>
          {words.again}
        </Button>
        <Button h={48} variant="default" onClick={close}>
          {words.close}
        </Button>
      </div>
    </div>
  );
}
