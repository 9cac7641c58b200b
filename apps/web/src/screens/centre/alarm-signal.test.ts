import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { beatMs, inStep } from './alarm-beat.ts';

const css = readFileSync(join(import.meta.dirname, 'alarm-signal.module.css'), 'utf8');
const colours = readFileSync(join(import.meta.dirname, '../../shell/global.css'), 'utf8');

function periodMs(priority: string): number | undefined {
  const rule = new RegExp(`\\[data-priority="${priority}"\\]:not\\(\\[data-quiet\\]\\) \\{([^}]*)\\}`).exec(css);
  const seconds = rule && /animation: alarm ([\d.]+)s step-end infinite/.exec(rule[1]!)?.[1];
  return seconds ? Number(seconds) * 1000 : undefined;
}

/** [r, g, b] of a variable, in the light and in the dark scheme. */
function variants(name: string): [number, number, number][] {
  const found = [...colours.matchAll(new RegExp(`--munan-${name}-edge: #([0-9a-f]{6});`, 'g'))];
  return found.map(([, hex]) => [0, 2, 4].map((at) => Number.parseInt(hex!.slice(at, at + 2), 16)) as never);
}
function hueOf([r, g, b]: [number, number, number]): number {
  const most = Math.max(r, g, b);
  const range = most - Math.min(r, g, b);
  const turn = most === r ? ((g - b) / range) % 6 : most === g ? (b - r) / range + 2 : (r - g) / range + 4;
  return (turn * 60 + 360) % 360;
}

describe('alarm-signal.module.css', () => {
  it('flashes high at 1.4 to 2.8 Hz, medium at 0.4 to 0.8 Hz, and low not at all (IEC 60601-1-8, table 2)', () => {
    const hertz = (priority: string) => 1000 / periodMs(priority)!;
    assert.ok(hertz('high') >= 1.4 && hertz('high') <= 2.8, `${hertz('high')} Hz`);
    assert.ok(hertz('medium') >= 0.4 && hertz('medium') <= 0.8, `${hertz('medium')} Hz`);
    assert.equal(periodMs('low'), undefined);
  });

  it('is on for 20 to 60 % of each period', () => {
    const frames = /@keyframes alarm \{([\s\S]*?)\n\}/.exec(css)![1]!;
    const stops = [...frames.matchAll(/(\d+)% \{\s*opacity: ([\d.]+);/g)].map(([, at, opacity]) => ({
      at: Number(at),
      on: Number(opacity) === 1,
    }));
    // step-end holds each value until the next stop; the last until the end.
    const onPercent = stops.reduce((sum, { at, on }, i) => sum + (on ? (stops[i + 1]?.at ?? 100) - at : 0), 0);
    assert.ok(stops.length >= 2 && onPercent >= 20 && onPercent <= 60, `${onPercent} %`);
  });

  it('is red, yellow and cyan in both schemes', () => {
    const within = (name: string, from: number, to: number) => {
      const found = variants(name);
      assert.equal(found.length, 2);
      for (const colour of found) {
        const hue = (hueOf(colour) + 360) % 360;
        assert.ok(from <= to ? hue >= from && hue <= to : hue >= from || hue <= to, `${name}: hue ${hue}`);
      }
    };
    within('high', 345, 15);
    within('medium', 40, 65);
    within('low', 175, 200);
  });

  it('stands still where less motion is asked for, and once somebody has acknowledged', () => {
    assert.match(
      css,
      /@media \(prefers-reduced-motion: reduce\) \{\s*\.signal:not\(\[data-quiet\]\) \{\s*animation: none;/,
    );
    for (const [rule] of css.matchAll(/[^{}]*\{[^{}]*animation: alarm[^}]*\}/g))
      assert.match(rule, /:not\(\[data-quiet\]\)/);
  });
});

describe('inStep', () => {
  it('begins every mark at the same beat, into which both periods go', () => {
    for (const priority of ['high', 'medium']) assert.equal(beatMs % periodMs(priority)!, 0);
    assert.equal(inStep(0), '0ms');
    assert.equal(inStep(4700), '-200ms');
  });
});
