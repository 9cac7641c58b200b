import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantile975, upperTail } from './student.ts';

const near = (got: number, wanted: number, share: number) =>
  assert.ok(Math.abs(got / wanted - 1) < share, `${got}, wanted ${wanted}`);

test('upperTail agrees with tables of the t distribution, into the far tail', () => {
  // Tables give 2.5 % at these; 1e-6 at 9.78 for 10 and at 5.61 for 100 degrees of freedom.
  for (const [t, dof] of [
    [2.571, 5],
    [2.228, 10],
    [2.042, 30],
    [1.984, 100],
  ] as const)
    near(upperTail(t, dof), 0.025, 0.002);
  near(upperTail(1, 1), 0.25, 1e-9);
  near(upperTail(63.657, 1), 0.005, 1e-4);
  near(upperTail(4.587, 10), 0.0005, 0.002);
  assert.equal(upperTail(0, 7), 0.5);
  near(upperTail(-2.228, 10), 0.975, 1e-4);
  assert.ok(upperTail(1e9, 5) >= 0 && upperTail(1e9, 5) < 1e-30);
});

test('quantile975 turns upperTail round', () => {
  for (const dof of [3, 5, 8, 15, 30, 1000]) near(upperTail(quantile975(dof), dof), 0.025, 0.02);
});
