import assert from 'node:assert/strict';
import { fieldsOf, same } from '@munan/visit';
import type { FuzzServer } from './fuzz-for-tests.ts';

interface Mark {
  document: string;
  field: string;
  value: unknown;
  /** It was on the disk of the device, or at the hospital: from here on it must not be lost. */
  kept: boolean;
}

/** Every value that somebody entered, and which of them somebody replaced who saw them. */
export class EnteredValues {
  #marks: Mark[] = [];
  #replaced: { document: string; field: string; value: unknown; by: Mark }[] = [];
  #discarded = new Set<string>();
  #begun = new Set<string>();
  #count = 0;

  next(): number {
    return ++this.#count;
  }
  begun(visit: string): void {
    this.#begun.add(visit);
  }
  discarded(visit: string): void {
    this.#discarded.add(`visit/${visit}`);
  }
  typed(document: string, field: string, value: unknown): Mark {
    const mark = { document, field, value, kept: false };
    this.#marks.push(mark);
    return mark;
  }
  replaced(document: string, field: string, value: unknown, by: Mark): void {
    if (value !== undefined) this.#replaced.push({ document, field, value, by });
  }

  /** Each value that was not knowingly replaced stands at the server, or is a side of a conflict; nothing is there twice. */
  check(holds: Awaited<ReturnType<FuzzServer['holds']>>, wasFull: boolean): void {
    const { visits, facts, conflicts } = holds;
    const given = [...this.#replaced, ...holds.replaced];
    for (const mark of this.#marks) {
      const { document, field, value, kept } = mark;
      if (!kept || this.#discarded.has(document)) continue;
      const isThis = (one: { document: string; field: string; value: unknown }) =>
        one.document === document && one.field === field && same(one.value, value);
      if (given.some(isThis)) continue;
      const visit = document.startsWith('visit/') ? visits.get(document.slice('visit/'.length)) : undefined;
      const stands = visit ? fieldsOf(visit.entry).get(field) : facts.get(document)?.[field as never];
      const side = conflicts.find(
        (one) =>
          one.field === field &&
          (one.document === document || (one.document === 'facts' && one.patient === document)) &&
          (same(one.kept.value, value) || same(one.other.value, value)),
      );
      const photo = /^photos\.(.*)$/.exec(field)?.[1];
      if (photo)
        assert.ok(
          visit?.photos.some((one) => one.split(' ')[0] === photo),
          `lost: the bytes of ${photo}`,
        );
      // A server sets a time right that lies in its future.
      const isThere = photo ? same(timeless(stands), timeless(value)) : same(stands, value);
      assert.ok(isThere || side, `lost: ${JSON.stringify(mark)}; there stands ${JSON.stringify(stands)}`);
    }
    for (const [id, { photos }] of visits) {
      assert.equal(new Set(photos).size, photos.length, `a picture of ${id} is there twice`);
      assert.ok(this.#begun.has(id), `visit ${id} was never begun`);
    }
    // A disk that took nothing and a kill: the same change goes out once more under another id, and is asked about again.
    if (wasFull) return;
    const asked = conflicts.map((one) =>
      JSON.stringify([one.patient, one.document, one.field, one.kept.value, one.other.value]),
    );
    assert.equal(new Set(asked).size, asked.length, `asked twice: ${asked.join('\n')}`);
  }
}

function timeless(photo: unknown): unknown {
  return typeof photo === 'object' && photo !== null ? { ...photo, takenAt: 0 } : photo;
}
