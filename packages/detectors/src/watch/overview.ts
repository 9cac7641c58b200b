import type { WatchPage } from '@munan/flow';
import type { WatchSettings } from '../detector.ts';
import { presentRisk } from '../deterioration/deterioration.ts';
import { presentDoing } from '../doing.ts';
import { nightFigures } from '../infection/infection.ts';
import { presentNights } from '../oxygen/night.ts';
import { rhythmFigures } from '../rhythm/rhythm.ts';
import { routineFigures } from '../routine/routine.ts';
import { presentScoreAndNext } from '../score/score.ts';
import { usualRanges } from '../usual/ranges.ts';
import type { WatchState } from './state.ts';

/** What the watch itself knows of a WatchPage: the moment and the findings held back by the budget are the server's. */
export type Overview = Omit<WatchPage, 'now' | 'held'>;

/** What the detectors hold of a person's days and nights, for her page. `now` Unix ms; changes nothing. */
export function overview(state: WatchState, now: number, settings: WatchSettings): Overview {
  const { long } = state;
  const news2 = presentScoreAndNext(state.minutes, now, settings);
  return {
    doing: long ? presentDoing(long.doing, now) : 'unknown',
    enrolledUnwell: settings.person?.enrolledUnwell ?? false,
    // usual
    usual: usualRanges(long?.usual, now, settings),
    // oxygen
    nights: presentNights(long?.oxygenNight, settings),
    // rhythm
    rhythm: long?.rhythm ? rhythmFigures(long.rhythm) : null,
    routine: long?.routine ? routineFigures(long.routine) : null,
    // infection
    restingPulse: nightFigures(long?.infection, 'pulse', settings),
    restTemperature: nightFigures(long?.infection, 'temperature', settings),
    // score
    ...(news2 ? { news2 } : {}),
    risk: presentRisk(long?.deterioration, now, settings),
  };
}
