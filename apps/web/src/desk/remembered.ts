import type { Me } from '@munan/flow';

const nurseKey = 'munan-nurse';
const leftKey = 'munan-left';

/** What a browser without storage does not remember is no reason to stop. */
function tried<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

/**
 * The nurse who was last signed in on this device, so that the app opens as her without a network. Who she is and
 * nothing else stands here in the clear; what she may see is sealed in the desk.
 */
export function findRememberedNurse(storage: Storage | undefined = findStorage()): Me | undefined {
  const text = tried(() => storage?.getItem(nurseKey));
  if (!text) return undefined;
  const kept = tried(() => JSON.parse(text) as { id?: unknown; name?: unknown; demonstration?: unknown });
  if (typeof kept?.id !== 'string' || kept.id === '' || typeof kept.name !== 'string') return undefined;
  return { id: kept.id, name: kept.name, role: 'nurse', demonstration: kept.demonstration === true, now: 0 };
}

export function rememberNurse({ id, name, demonstration }: Me, storage: Storage | undefined = findStorage()): void {
  tried(() => storage?.setItem(nurseKey, JSON.stringify({ id, name, demonstration })));
}

/** She has signed out, or somebody else has signed in. */
export function forgetNurse(storage: Storage | undefined = findStorage()): void {
  tried(() => storage?.removeItem(nurseKey));
}

/** She has signed out and the server could not be told: the session is ended before anything else is asked of it. */
export function rememberLeaving(storage: Storage | undefined = findStorage()): void {
  tried(() => storage?.setItem(leftKey, '1'));
}
export function isLeaving(storage: Storage | undefined = findStorage()): boolean {
  return tried(() => storage?.getItem(leftKey)) === '1';
}
export function hasLeft(storage: Storage | undefined = findStorage()): void {
  tried(() => storage?.removeItem(leftKey));
}

let leavingHere = false;
/** It is this page that signs her out: it leaves by itself when all is done. */
export function leaveHere(): void {
  leavingHere = true;
}
export const isLeavingHere = (): boolean => leavingHere;

/** Undefined where the browser forbids it: reading the property alone throws there. */
function findStorage(): Storage | undefined {
  return tried(() => window.localStorage);
}
