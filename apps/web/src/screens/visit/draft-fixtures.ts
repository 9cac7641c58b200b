import type { Draft } from './draft.ts';
import type { KeptStrings } from './draft-store.ts';

/** A browser's storage as a Map; it outlives the store made on it, as a disk outlives a killed browser. */
export class KeptInMap implements KeptStrings {
  kept = new Map<string, string>();
  get length(): number {
    return this.kept.size;
  }
  key(index: number): string | null {
    return [...this.kept.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.kept.set(key, value);
  }
  removeItem(key: string): void {
    this.kept.delete(key);
  }
}

export function draftOf(id: string, more: Partial<Draft> = {}): Draft {
  return {
    id,
    by: 'nurse-1',
    patient: 'p1',
    patientName: '김문안',
    simulated: true,
    spo2Scale2: false,
    arrived: 1000,
    changed: 1000,
    step: 'systolicMmHg',
    vitals: {},
    confirmed: [],
    remarks: '',
    state: 'open',
    ...more,
  };
}
