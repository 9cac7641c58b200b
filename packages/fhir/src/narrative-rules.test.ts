import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whyNoNarrative } from './narrative-rules.ts';
import { validate } from './validate.ts';

const div = (inside: string): string => `<div xmlns="http://www.w3.org/1999/xhtml">${inside}</div>`;

test('whyNoNarrative lets basic formatting pass', () => {
  for (const inside of [
    '김영희, 84세',
    '<p class="a" style=\'color: red\'>a &lt; b <br/> c</p>',
    '<table><tr><td>1</td></tr></table><!-- <script> in words -->',
    '<img src="#photo" alt="a"/>',
    '<a href="https://example.org/?a=1&amp;b=2">b</a>',
  ]) {
    assert.equal(whyNoNarrative(div(inside)), undefined, inside);
  }
});

test('whyNoNarrative refuses whatever runs, fetches, asks or is no XHTML', () => {
  for (const text of [
    div('<script>alert(1)</script>'),
    div('<SCRIPT>alert(1)</SCRIPT>'),
    div('a<iframe src="http://x"/>'),
    div('a<form action="x"><input name="y"/></form>'),
    div('a<style>@import "x"</style>'),
    div('<img src="x" onerror="alert(1)"/>'),
    div('<p OnClick="alert(1)">a</p>'),
    div('<a href="javascript:alert(1)">a</a>'),
    div('<a href=" java&#x73;cript&colon;alert(1)">a</a>'),
    div('<a href="data:text/html,a">a</a>'),
    div('<p onclick=alert(1)>a</p>'),
    div('<svg/onload="a"/>a'),
    div('a<![CDATA[<script>]]>'),
    '<!DOCTYPE a [<!ENTITY b "c">]><div>a</div>',
    '<?xml version="1.0"?><div>a</div>',
    '<p>a</p>',
    'a',
    '<div>a</div><div>b</div>',
    '<div>a</div>b',
    '<div>a',
    '<div><p>a</div></p>',
    '<div>a<',
    '<div>a<!-- b</div>',
    div(' \n <p> </p>'),
    '</div>',
  ]) {
    assert.equal(typeof whyNoNarrative(text), 'string', text);
  }
});

test('whyNoNarrative reads hostile texts in one pass', () => {
  for (const text of [
    '<'.repeat(200_000),
    '<div '.repeat(100_000),
    div('<p '.repeat(100_000)),
    `<div a="${'&#'.repeat(100_000)}`,
  ]) {
    assert.equal(typeof whyNoNarrative(text), 'string');
  }
});

test('validate refuses a resource with a script in its narrative', () => {
  const patient = (inside: string) => ({ resourceType: 'Patient', text: { status: 'generated', div: div(inside) } });
  validate(patient('Kim'));
  assert.throws(() => validate(patient('<script>1</script>')), /txt-1/);
});
