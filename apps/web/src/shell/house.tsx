import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ApiFailure } from '../connection/api.ts';
import { isUnreached } from '../connection/me.ts';
import { queries } from '../connection/queries.ts';
import { findRememberedNurse, forgetNurse } from '../desk/remembered.ts';
import { Begin } from './begin.tsx';
import { type Contact, ContactContext } from './contact.ts';
import { Frame } from './frame.tsx';
import { Failed, Waiting } from './waiting.tsx';

/**
 * Who is here. Nobody signed in: to the sign-in, and back to whatever address this was. A nurse whose desk is on this
 * device goes on working without the server and without a session: what she enters is kept and goes out later.
 */
export function House() {
  const asked = useQuery(queries.me());
  const ended = asked.error instanceof ApiFailure && asked.error.status === 401;
  const known = ended ? undefined : asked.data;
  const remembered = findRememberedNurse();
  const someoneElse = known !== undefined && remembered !== undefined && known.id !== remembered.id;
  useEffect(() => {
    if (someoneElse) forgetNurse();
  }, [someoneElse]);
  // The query's own reconnecting does not see it: a page that was opened without a network it takes to be online from
  // the beginning, and so nothing changes for it.
  const { refetch } = asked;
  const lost = isUnreached(asked.error);
  useEffect(() => {
    if (!lost) return;
    const again = () => {
      if (document.visibilityState === 'visible') void refetch();
    };
    window.addEventListener('online', again);
    document.addEventListener('visibilitychange', again);
    return () => {
      window.removeEventListener('online', again);
      document.removeEventListener('visibilitychange', again);
    };
  }, [lost, refetch]);
  const me = known ?? remembered;
  if (me) {
    const contact: Contact = ended ? 'sign-in' : asked.error ? 'unreachable' : known ? 'signed-in' : 'asking';
    return (
      <ContactContext value={contact}>
        <Frame key={me.id} me={me} live={known !== undefined} />
      </ContactContext>
    );
  }
  if (ended) return <Begin />;
  if (asked.error)
    return (
      <main>
        <Failed error={asked.error} retry={() => void asked.refetch()} />
      </main>
    );
  return <Waiting />;
}
