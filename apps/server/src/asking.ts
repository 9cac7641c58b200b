import type { Action, Alert } from '@munan/flow';
import { wordsOf } from '@munan/language';
import type { Drills } from './drill/drills.ts';
import type { House } from './house.ts';

type Ask = (subject: string, alert: Alert, action: Action) => Promise<'delivered' | 'not-connected' | 'no-device'>;

/** Asks through whatever of hers can speak: the ear device first, a test device for rehearsals. */
export function openAsking(ingest: House['ingest'], drills: Pick<Drills, 'asked'>): Ask {
  return async (subject, alert, action) => {
    if (alert.drill !== undefined) {
      // Nobody's device is asked; who is made up hears it by the script.
      drills.asked(alert);
      return 'delivered';
    }
    const speaking = ingest
      .devicesOf(subject)
      .filter(({ revoked, kind }) => !revoked && kind !== 'wrist')
      .sort((a, b) => Number(b.connected) - Number(a.connected) || a.kind.localeCompare(b.kind));
    const [device] = speaking;
    if (!device) return 'no-device';
    const say = { ko: wordsOf('ko').response.prompt.ask, en: wordsOf('en').response.prompt.ask };
    return ingest.sendCommand(device.id, { id: action.id, say, ask: true });
  };
}
