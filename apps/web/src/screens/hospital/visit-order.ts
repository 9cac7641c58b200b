const storageKey = 'munan-visit-order';

/** The order in which the list stood when a visit was opened from it: going on from visit to visit follows it. */
export function keepOrder(ids: readonly string[]): void {
  try {
    window.sessionStorage.setItem(storageKey, JSON.stringify(ids));
  } catch {
    // Without it one goes on in the order of the list as it is then.
  }
}

export function keptOrder(): string[] {
  try {
    const kept: unknown = JSON.parse(window.sessionStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}
