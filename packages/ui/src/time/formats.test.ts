import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wordsOf } from '@munan/language';
import fc from 'fast-check';
import { countdownText, formatsOf, spanText } from './formats.ts';

describe('countdownText', () => {
  it('writes minutes and seconds, and hours from the first hour on', () => {
    assert.equal(countdownText(59_000), '00:59');
    assert.equal(countdownText(60_000), '01:00');
    assert.equal(countdownText(3_599_000), '59:59');
    assert.equal(countdownText(3_600_000), '1:00:00');
  });

  it('shows 00:00 only when no time is left', () => {
    assert.equal(countdownText(1), '00:01');
    assert.equal(countdownText(0), '00:00');
  });

  it('marks a deadline that has passed by a minus sign, from its first whole second', () => {
    assert.equal(countdownText(-999), '00:00');
    assert.equal(countdownText(-1000), '−00:01');
    assert.equal(countdownText(-61_000), '−01:01');
  });

  it('never shows more time than is left, rounded up to a second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 86_400_000 }), (ms) => {
        const parts = countdownText(ms).split(':').map(Number);
        const seconds = parts.reduce((sum, part) => sum * 60 + part, 0);
        assert.equal(seconds, Math.ceil(ms / 1000));
      }),
    );
  });
});

describe('spanText', () => {
  it('names the two largest parts in the language asked for', () => {
    assert.equal(spanText(45_000, 'ko'), '45초');
    assert.equal(spanText(3 * 60_000, 'ko'), '3분');
    assert.equal(spanText(65 * 60_000, 'ko'), '1시간 5분');
    assert.equal(spanText(51 * 3_600_000, 'en'), '2 d 3 h');
    assert.equal(spanText(2 * 3_600_000, 'en'), '2 h');
  });

  it('writes a negative span as its size', () => {
    assert.equal(spanText(-184_000, 'ko'), '3분');
  });
});

describe('formatsOf', () => {
  const now = Date.UTC(2026, 10, 22, 5, 0, 0);

  it('says ago, in future, just now and never', () => {
    const { ago } = formatsOf('ko', wordsOf('ko'));
    assert.equal(ago(now - 180_000, now), '3분 전');
    assert.equal(ago(now + 180_000, now), '3분 후');
    assert.equal(ago(now - 3000, now), '방금');
    assert.equal(ago(undefined, now), '없음');
  });

  it('writes a measured value with the digits that mean something and its unit', () => {
    assert.equal(formatsOf('en', wordsOf('en')).measured('temperature', 36.55), '36.6 °C');
    assert.equal(formatsOf('ko', wordsOf('ko')).measured('spo2', 97.2), '97 %');
  });

  it('leaves the day away for a moment of today only', () => {
    const { moment, clock, day } = formatsOf('en', wordsOf('en'));
    assert.equal(moment(now, now + 1000), clock(now));
    assert.equal(moment(now - 86_400_000, now), `${day(now - 86_400_000)} ${clock(now - 86_400_000)}`);
  });
});
