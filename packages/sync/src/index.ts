/** Work without a network: what is kept on a nurse's device, sealed, and how it goes to the server and comes back. */
export * from './desk/open.ts';
export * from './desk.ts';
export * from './needs.ts';
export { type IndexedOptions, indexedStorage } from './storage/indexed.ts';
export { memoryStorage } from './storage/memory.ts';
export * from './storage/storage.ts';
export * from './vault/sealer.ts';
