import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '@munan/flow';
import { allFindings } from './all-findings.ts';

const finding = (id: string, at: number, more: Partial<Finding> = {}) => ({ id, at, ...more }) as Finding;

test('allFindings has each finding once, newest first, and knows which were kept from the desk', () => {
  const held = { threshold: 2 };
  const all = allFindings(
    [finding('new', 30), finding('both', 20), finding('old', 10)],
    [finding('both', 20, { held }), finding('older', 5, { held })],
  );
  assert.deepEqual(
    all.map(({ id, held }) => [id, held !== undefined]),
    [
      ['new', false],
      ['both', true],
      ['old', false],
      ['older', true],
    ],
  );
});

test('allFindings of nothing is nothing', () => assert.deepEqual(allFindings([], []), []));
