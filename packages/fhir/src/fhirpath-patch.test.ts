import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patchByFhirPath } from './fhirpath-patch.ts';
import { parseJson, writeJson } from './json.ts';
import { OutcomeError } from './outcomes.ts';

type Given = Record<string, unknown>;
type Parts = Record<string, unknown>;

const valued = new Set(['index', 'source', 'destination']);

/** `{type: 'add', path, name, value: {valueDate: …}}` -> the parameter "operation". */
function operation(parts: Parts): Given {
  return {
    name: 'operation',
    part: Object.entries(parts).map(([name, value]) => {
      if (name === 'value') return { name, ...(value as Given) };
      if (name === 'type') return { name, valueCode: value };
      return valued.has(name) ? { name, valueInteger: value } : { name, valueString: value };
    }),
  };
}

const parameters = (...operations: Parts[]) => ({ resourceType: 'Parameters', parameter: operations.map(operation) });
const patched = (resource: Given, ...operations: Parts[]) =>
  JSON.parse(writeJson(patchByFhirPath(parseJson(JSON.stringify(resource)), parameters(...operations)))) as Given;
const refusal = (resource: Given, ...operations: Parts[]): string => {
  try {
    patched(resource, ...operations);
  } catch (error) {
    if (error instanceof OutcomeError && error.status === 422) return error.message;
    throw error;
  }
  return 'accepted';
};

const identified = (...values: string[]) => values.map((value) => ({ system: 'http://example.org', value }));
const anonymous = {
  part: [{ name: 'name', valueHumanName: { text: 'a name' } }],
};

/** After the cases of the FHIR test suite (R4, patch/fhir-path-tests): what is there, what is done, what comes out. */
const cases: [string, Given, Parts[], Given][] = [
  ['no difference', { birthDate: '1920-01-01' }, [], { birthDate: '1920-01-01' }],
  [
    'a primitive is replaced',
    { birthDate: '1920-01-01' },
    [{ type: 'replace', path: 'Patient.birthDate', value: { valueDate: '1930-01-01' } }],
    { birthDate: '1930-01-01' },
  ],
  ['a primitive is deleted', { birthDate: '1920-01-01' }, [{ type: 'delete', path: 'Patient.birthDate' }], {}],
  [
    'a primitive is added',
    {},
    [{ type: 'add', path: 'Patient', name: 'birthDate', value: { valueDate: '1930-01-01' } }],
    { birthDate: '1930-01-01' },
  ],
  [
    'a nested primitive is replaced',
    { contact: [{ name: { text: 'a name' }, gender: 'male' }] },
    [{ type: 'replace', path: 'Patient.contact[0].gender', value: { valueCode: 'female' } }],
    { contact: [{ name: { text: 'a name' }, gender: 'female' }] },
  ],
  [
    'a nested primitive is deleted',
    { contact: [{ name: { text: 'a name' }, gender: 'male' }] },
    [{ type: 'delete', path: 'Patient.contact[0].gender' }],
    { contact: [{ name: { text: 'a name' } }] },
  ],
  [
    'a nested primitive is added',
    { contact: [{ name: { text: 'a name' } }] },
    [{ type: 'add', path: 'Patient.contact[0]', name: 'gender', value: { valueCode: 'male' } }],
    { contact: [{ name: { text: 'a name' }, gender: 'male' }] },
  ],
  [
    'a complex value is replaced',
    { maritalStatus: { text: 'married' } },
    [{ type: 'replace', path: 'Patient.maritalStatus', value: { valueCodeableConcept: { text: 'not married' } } }],
    { maritalStatus: { text: 'not married' } },
  ],
  [
    'within a complex value a primitive is replaced',
    { maritalStatus: { text: 'married' } },
    [{ type: 'replace', path: 'Patient.maritalStatus.text', value: { valueString: 'not married' } }],
    { maritalStatus: { text: 'not married' } },
  ],
  [
    'a complex value is deleted',
    { maritalStatus: { text: 'm' } },
    [{ type: 'delete', path: 'Patient.maritalStatus' }],
    {},
  ],
  [
    'a complex value is added',
    {},
    [{ type: 'add', path: 'Patient', name: 'maritalStatus', value: { valueCodeableConcept: { text: 'married' } } }],
    { maritalStatus: { text: 'married' } },
  ],
  [
    'an object without a type of its own is added by its parts',
    {},
    [{ type: 'add', path: 'Patient', name: 'contact', value: anonymous }],
    { contact: [{ name: { text: 'a name' } }] },
  ],
  [
    'an object without a type is deleted',
    { contact: [{ name: { text: 'a name' } }] },
    [{ type: 'delete', path: 'Patient.contact[0]' }],
    {},
  ],
  [
    'within a list a complex value is replaced',
    { identifier: identified('value 1', 'value 2') },
    [{ type: 'replace', path: 'Patient.identifier[0].value', value: { valueString: 'value 3' } }],
    { identifier: identified('value 3', 'value 2') },
  ],
  [
    'an item of a list is replaced',
    { identifier: identified('value 1', 'value 2') },
    [{ type: 'replace', path: 'Patient.identifier[1]', value: { valueIdentifier: { value: 'value 3' } } }],
    { identifier: [...identified('value 1'), { value: 'value 3' }] },
  ],
  [
    'an item is added at the end of a list',
    { identifier: identified('value 1', 'value 2') },
    [{ type: 'add', path: 'Patient', name: 'identifier', value: { valueIdentifier: identified('value 3')[0] } }],
    { identifier: identified('value 1', 'value 2', 'value 3') },
  ],
  [
    'the first item of a list is added',
    {},
    [{ type: 'add', path: 'Patient', name: 'identifier', value: { valueIdentifier: identified('value 1')[0] } }],
    { identifier: identified('value 1') },
  ],
  ...[0, 1, 2, 3].map((index): [string, Given, Parts[], Given] => [
    `an item is inserted at ${index} of a list of three`,
    { identifier: identified('1', '2', '3') },
    [{ type: 'insert', path: 'Patient.identifier', index, value: { valueIdentifier: identified('new')[0] } }],
    { identifier: identified(...['1', '2', '3'].toSpliced(index, 0, 'new')) },
  ]),
  ...[0, 1, 2].map((index): [string, Given, Parts[], Given] => [
    `item ${index} of a list of three is deleted`,
    { identifier: identified('1', '2', '3') },
    [{ type: 'delete', path: `Patient.identifier[${index}]` }],
    { identifier: identified(...['1', '2', '3'].toSpliced(index, 1)) },
  ]),
  ...[
    { source: 3, destination: 1, order: ['1', '4', '2', '3'] },
    { source: 1, destination: 3, order: ['1', '3', '4', '2'] },
    { source: 0, destination: 0, order: ['1', '2', '3', '4'] },
  ].map(({ source, destination, order }): [string, Given, Parts[], Given] => [
    `an item is moved from ${source} to ${destination}`,
    { identifier: identified('1', '2', '3', '4') },
    [{ type: 'move', path: 'Patient.identifier', source, destination }],
    { identifier: identified(...order) },
  ]),
  [
    'two items are inserted and one is moved, in this order',
    { identifier: identified('1', '2') },
    [
      { type: 'insert', path: 'Patient.identifier', index: 0, value: { valueIdentifier: identified('a')[0] } },
      { type: 'insert', path: 'Patient.identifier', index: 2, value: { valueIdentifier: identified('b')[0] } },
      { type: 'move', path: 'Patient.identifier', source: 3, destination: 0 },
    ],
    { identifier: identified('2', 'a', '1', 'b') },
  ],
  [
    'where() chooses the item',
    { identifier: identified('1', '2') },
    [{ type: 'delete', path: "Patient.identifier.where(value = '2' and system.exists())" }],
    { identifier: identified('1') },
  ],
  [
    'what is not there is deleted without an error',
    { active: true },
    [{ type: 'delete', path: 'Patient.birthDate' }],
    { active: true },
  ],
  [
    'a list of primitives takes along what stands beside it',
    { name: [{ given: ['A', 'B'], _given: [null, { id: 'b' }] }] },
    [
      { type: 'insert', path: 'Patient.name[0].given', index: 0, value: { valueString: 'C' } },
      { type: 'move', path: 'Patient.name[0].given', source: 2, destination: 0 },
    ],
    { name: [{ given: ['B', 'C', 'A'], _given: [{ id: 'b' }, null, null] }] },
  ],
  [
    'the extension of a primitive goes and comes with it',
    { birthDate: '1920-01-01', _birthDate: { id: 'old' } },
    [{ type: 'replace', path: 'Patient.birthDate', value: { valueDate: '1930-01-01', _valueDate: { id: 'new' } } }],
    { birthDate: '1930-01-01', _birthDate: { id: 'new' } },
  ],
  [
    'a choice is added by its name without the type, and replaced by one of another type',
    {},
    [
      { type: 'add', path: 'Patient', name: 'deceased', value: { valueBoolean: true } },
      { type: 'replace', path: 'Patient.deceased', value: { valueDateTime: '2026-11-22' } },
    ],
    { deceasedDateTime: '2026-11-22' },
  ],
  [
    'an extension is found by its address',
    {
      extension: [
        { url: 'urn:a', valueString: 'x' },
        { url: 'urn:b', valueString: 'y' },
      ],
    },
    [{ type: 'replace', path: "Patient.extension('urn:b').value", value: { valueString: 'z' } }],
    {
      extension: [
        { url: 'urn:a', valueString: 'x' },
        { url: 'urn:b', valueString: 'z' },
      ],
    },
  ],
  [
    'parts of parts become the lists that the definitions say',
    {},
    [
      {
        type: 'add',
        path: 'Patient',
        name: 'contact',
        value: {
          part: [
            { name: 'relationship', valueCodeableConcept: { text: 'daughter' } },
            { name: 'telecom', valueContactPoint: { value: '1' } },
            { name: 'telecom', valueContactPoint: { value: '2' } },
          ],
        },
      },
    ],
    { contact: [{ relationship: [{ text: 'daughter' }], telecom: [{ value: '1' }, { value: '2' }] }] },
  ],
];

for (const [name, given, operations, expected] of cases) {
  test(`patchByFhirPath: ${name}`, () => {
    const outcome = patched({ resourceType: 'Patient', id: 'p', ...given }, ...operations);
    assert.deepEqual(outcome, { resourceType: 'Patient', id: 'p', ...expected });
  });
}

test('patchByFhirPath keeps decimals as they are written', () => {
  const observation = parseJson('{"resourceType":"Observation","valueQuantity":{"value":2.00}}');
  const patch = parseJson(
    '{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"add"},{"name":"path","valueString":"Observation"},{"name":"name","valueString":"component"},{"name":"value","part":[{"name":"value","valueQuantity":{"value":1.50}}]}]},{"name":"operation","part":[{"name":"type","valueCode":"replace"},{"name":"path","valueString":"Observation.value.value"},{"name":"value","valueDecimal":3.0}]}]}',
  );
  const text = writeJson(patchByFhirPath(observation, patch));
  assert.match(text, /"valueQuantity":\{"value":3\.0\}/);
  assert.match(text, /"component":\[\{"valueQuantity":\{"value":1\.50\}\}\]/);
});

test('patchByFhirPath refuses what it does not understand, what is not there and what is several', () => {
  const patient = { resourceType: 'Patient', active: true, identifier: identified('1', '2') };
  const value = { valueString: 'x' };
  const cases: [Parts, RegExp][] = [
    [{ type: 'replace', path: 'Patient.birthDate', value }, /nothing at/],
    [{ type: 'replace', path: 'Patient.identifier', value }, /2 elements/],
    [{ type: 'delete', path: 'Patient.identifier' }, /2 elements/],
    [{ type: 'delete', path: 'Patient' }, /the resource itself/],
    [{ type: 'add', path: 'Patient', name: 'active', value: { valueBoolean: false } }, /there already/],
    [{ type: 'add', path: 'Patient', name: 'colour', value }, /no element "colour"/],
    [{ type: 'add', path: 'Patient', name: '__proto__', value }, /no element/],
    [{ type: 'add', path: 'Patient', name: 'constructor', value }, /no element/],
    [{ type: 'add', path: 'Patient.active', name: 'id', value }, /primitive/],
    [{ type: 'insert', path: 'Patient.identifier', index: 3, value }, /behind the end/],
    [{ type: 'insert', path: 'Patient.active', index: 0, value }, /no list/],
    [{ type: 'insert', path: 'Patient.identifier[0]', index: 0, value }, /name of a list/],
    [{ type: 'move', path: 'Patient.identifier', source: 0, destination: 2 }, /not within/],
    [{ type: 'move', path: 'Patient.identifier', source: -1, destination: 0 }, /no whole number/],
    [{ type: 'replace', path: 'Patient.identifier.matches("(a+)+$")', value }, /leads to no element/],
    [{ type: 'delete', path: "Patient.identifier.where(value.matches('(a+)+$'))" }, /may not ask matches/],
    [{ type: 'delete', path: 'Patient.identifier | Patient.name' }, /not understood/],
    [{ type: 'delete', path: 'Patient.identifier[' }, /not understood/],
    [{ type: 'delete', path: 'Patient.identifier[-1]' }, /not understood/],
    [{ type: 'delete', path: '('.repeat(400) }, /not understood/],
    [{ type: 'delete', path: 'Patient.'.repeat(100) }, /longer than/],
    [{ type: 'copy', path: 'Patient.active' }, /known are add, insert/],
    [{ type: 'add', path: 'Patient', name: 'x' }, /no value/],
    [{ type: 'add', path: 'Patient', value }, /no name/],
    [{ type: 'delete' }, /no path/],
    [{ type: 'delete', path: 'Patient.active', more: 'x' }, /known are type, path/],
  ];
  for (const [operation, message] of cases)
    assert.match(refusal(patient, operation), message, JSON.stringify(operation));
  for (const body of [
    undefined,
    null,
    [],
    {},
    { resourceType: 'Parameters' },
    { resourceType: 'Parameters', parameter: [1] },
  ]) {
    assert.throws(() => patchByFhirPath({ ...patient }, body), OutcomeError);
  }
});
