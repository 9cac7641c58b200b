import type { AlertPage, AlertRow, Contact } from '@munan/flow';
import { useNow } from '@munan/ui';
import { useState } from 'react';
import { ApiFailure } from '../../connection/api.ts';
import { useMe } from '../../shell/session.tsx';
import { callNow } from './calling.ts';
import type { CommandSender } from './use-command.ts';

/** Hands the number to whatever telephone this computer has. */
function openDial(phone: string): void {
  const link = document.createElement('a');
  link.href = `tel:${phone}`;
  link.click();
}

/**
 * Phoning for one alert: first all others are shown that she phones, then the number is dialled. While somebody else phones
 * the same person nothing is dialled. A server that is not reached holds up no call: only the others do not see it.
 */
export function useCall(page: AlertPage, command: CommandSender, open: readonly AlertRow[]) {
  const me = useMe();
  const now = useNow(1000);
  const [unshown, setUnshown] = useState(false);
  const calling = callNow(page.alert, open, now);
  const isMine = calling?.by === me.id;
  const isDrill = page.alert.drill !== undefined;
  return {
    calling,
    isMine,
    /** Who keeps her from phoning. */
    blockedBy: calling && !isMine ? calling.name : undefined,
    isDrill,
    /** The last call could not be told to the server. */
    unshown,
    pending: command.pending,
    dial(contact: Contact) {
      if (calling && !isMine) return;
      setUnshown(false);
      const go = () => !isDrill && openDial(contact.phone);
      command.send(
        // The name alone: the other operator, and the record, may read another language.
        { command: 'begin-call', to: contact.name.slice(0, 100) },
        {
          onSuccess: go,
          onError: (error) => {
            if (!(error instanceof ApiFailure) || error.status !== 0) return;
            setUnshown(true);
            go();
          },
        },
      );
    },
    end: () => command.send({ command: 'end-call' }),
  };
}
export type Call = ReturnType<typeof useCall>;
