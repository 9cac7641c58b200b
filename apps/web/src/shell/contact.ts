import { createContext, useContext } from 'react';

/**
 * How things stand between this page and the server. `asking`: not known yet. `signed-in`: it knows us. `unreachable`:
 * no network, or it is out of order. `sign-in`: it is there, and the session has ended. Only a nurse, who has a desk on
 * this device, sees a screen in any but `signed-in`.
 */
export type Contact = 'asking' | 'signed-in' | 'unreachable' | 'sign-in';
export const ContactContext = createContext<Contact>('signed-in');

export function useContact(): Contact {
  return useContext(ContactContext);
}

/** To the sign-in, and back to this address. */
export function signInAgain(): void {
  const { pathname, search } = window.location;
  window.location.assign(`/api/login/start?return=${encodeURIComponent(`${pathname}${search}`)}`);
}
