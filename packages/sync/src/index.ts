/** Work without a network: what is kept on a nurse's device, sealed, and how it goes to the server and comes back. */
export * from './desk.ts';
