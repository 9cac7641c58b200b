import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseJson, writeJson } from './json.ts';
import { patchJson } from './json-patch.ts';
import { OutcomeError } from './outcomes.ts';

const refusedAs = (code: string) => (error: unknown) => error instanceof OutcomeError && error.code === code;
const patched = (document: string, patch: string) => writeJson(patchJson(parseJson(document), parseJson(patch)));

describe('patchJson', () => {
  // [RFC 6902 appendix A]
  const cases: [string, string, string, string][] = [
    ['A.1 adds a member', '{"foo":"bar"}', '[{"op":"add","path":"/baz","value":"qux"}]', '{"foo":"bar","baz":"qux"}'],
    [
      'A.2 adds to a list',
      '{"foo":["bar","baz"]}',
      '[{"op":"add","path":"/foo/1","value":"qux"}]',
      '{"foo":["bar","qux","baz"]}',
    ],
    ['A.3 removes a member', '{"baz":"qux","foo":"bar"}', '[{"op":"remove","path":"/baz"}]', '{"foo":"bar"}'],
    [
      'A.4 removes from a list',
      '{"foo":["bar","qux","baz"]}',
      '[{"op":"remove","path":"/foo/1"}]',
      '{"foo":["bar","baz"]}',
    ],
    [
      'A.5 replaces',
      '{"baz":"qux","foo":"bar"}',
      '[{"op":"replace","path":"/baz","value":"boo"}]',
      '{"baz":"boo","foo":"bar"}',
    ],
    [
      'A.6 moves',
      '{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}',
      '[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]',
      '{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}',
    ],
    [
      'A.7 moves in a list',
      '{"foo":["all","grass","cows","eat"]}',
      '[{"op":"move","from":"/foo/1","path":"/foo/3"}]',
      '{"foo":["all","cows","eat","grass"]}',
    ],
    [
      'A.8 tests',
      '{"baz":"qux","foo":["a",2,"c"]}',
      '[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]',
      '{"baz":"qux","foo":["a",2,"c"]}',
    ],
    [
      'A.10 adds an object',
      '{"foo":"bar"}',
      '[{"op":"add","path":"/child","value":{"grandchild":{}}}]',
      '{"foo":"bar","child":{"grandchild":{}}}',
    ],
    [
      'A.11 ignores what it does not know',
      '{"foo":"bar"}',
      '[{"op":"add","path":"/baz","value":"qux","xyz":123}]',
      '{"foo":"bar","baz":"qux"}',
    ],
    ['A.14 unescapes', '{"/":9,"~1":10}', '[{"op":"test","path":"/~01","value":10}]', '{"/":9,"~1":10}'],
    [
      'A.16 adds a list',
      '{"foo":["bar"]}',
      '[{"op":"add","path":"/foo/-","value":["abc","def"]}]',
      '{"foo":["bar",["abc","def"]]}',
    ],
    [
      'copies',
      '{"a":{"b":1}}',
      '[{"op":"copy","from":"/a","path":"/c"},{"op":"replace","path":"/c/b","value":2}]',
      '{"a":{"b":1},"c":{"b":2}}',
    ],
    [
      'keeps decimals',
      '{"v":2.00,"w":1.50}',
      '[{"op":"replace","path":"/w","value":3.10},{"op":"move","from":"/v","path":"/x"}]',
      '{"w":3.10,"x":2.00}',
    ],
  ];
  for (const [name, document, patch, expected] of cases) {
    it(name, () => assert.equal(patched(document, patch), expected));
  }

  it('refuses what does not apply, and changes of the prototype', () => {
    const bad: [string, string][] = [
      ['[{"op":"add","path":"/a/b","value":1}]', 'patch-invalid'],
      ['[{"op":"remove","path":"/nothing"}]', 'patch-invalid'],
      ['[{"op":"replace","path":"/nothing","value":1}]', 'patch-invalid'],
      ['[{"op":"add","path":"/list/8","value":1}]', 'patch-invalid'],
      ['[{"op":"add","path":"/list/01","value":1}]', 'patch-invalid'],
      ['[{"op":"add","path":"list","value":1}]', 'patch-invalid'],
      ['[{"op":"spam","path":"/list"}]', 'patch-invalid'],
      ['[{"op":"add","path":"/new"}]', 'patch-invalid'],
      ['[{"op":"move","from":"/deep","path":"/deep/er"}]', 'patch-invalid'],
      ['{"op":"remove","path":"/list"}', 'patch-invalid'],
      ['[5]', 'patch-invalid'],
      ['[{"op":"test","path":"/list/0","value":2}]', 'patch-test-failed'],
      ['[{"op":"add","path":"/__proto__","value":{"x":1}}]', 'property-forbidden'],
    ];
    for (const [patch, code] of bad) {
      assert.throws(() => patched('{"list":[1],"deep":{"er":{}}}', patch), refusedAs(code), patch);
    }
    assert.equal(({} as { x?: number }).x, undefined);
  });
});
