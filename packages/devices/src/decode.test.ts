import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { decodePacket, guessFormat } from './decode.ts';
import { type RefusalCode, refusalCodes } from './refusals.ts';
import { PacketSchema } from './schema.ts';

const sent = Date.UTC(2026, 10, 22, 9);
const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const text = (value: string) => new TextEncoder().encode(value);
const hex = (value: string) => Uint8Array.from(Buffer.from(value, 'hex'));

const good = {
  v: 1,
  seq: 7,
  sent,
  battery: 81,
  worn: true,
  channels: [
    { c: 'spo2', t: sent - 3000, dt: 1000, x: [97, null, 96], q: [1, 0.5, null] },
    { c: 'acceleration', t: sent - 40, dt: 20, x: [[0, 0, 1000], null] },
  ],
  events: [
    { e: 'button', t: sent },
    { e: 'reply', t: sent, answer: 'ok', command: 'c-1' },
  ],
};
const changed = (change: Record<string, unknown>) => json({ ...good, ...change });
const withRun = (change: Record<string, unknown>) => changed({ channels: [{ ...good.channels[0], ...change }] });
const withEvent = (change: Record<string, unknown>) => changed({ events: [{ ...good.events[1], ...change }] });

describe('decodePacket', () => {
  it('lays the samples out, NaN where missing', () => {
    const decoded = decodePacket(json(good), 'json');
    assert.ok(decoded.ok);
    const { raw } = decoded;
    assert.deepEqual([raw.seq, raw.sent, raw.battery, raw.worn], [7, sent, 81, true]);
    assert.deepEqual(raw.channels[0]!.x, Float64Array.of(97, Number.NaN, 96));
    assert.deepEqual(raw.channels[0]!.q, Float64Array.of(1, 0.5, Number.NaN));
    assert.deepEqual(raw.channels[1]!.x, Float64Array.of(0, 0, 1000, Number.NaN, Number.NaN, Number.NaN));
    assert.deepEqual(raw.events[1], { e: 'reply', t: sent, channels: [], answer: 'ok', command: 'c-1' });
  });

  it('keeps what it knows of a later device and tells what it left out', () => {
    const decoded = decodePacket(
      changed({
        firmware: { name: 'x' },
        channels: [...good.channels, { c: 'glucose', anything: [1] }],
        events: [{ e: 'seizure' }, ...good.events],
      }),
      'json',
    );
    assert.ok(decoded.ok);
    assert.equal(decoded.raw.channels.length, 2);
    assert.equal(decoded.raw.events.length, 2);
    assert.deepEqual(decoded.raw.ignored, ['channel glucose', 'event seizure']);
  });

  it('takes what a device calls itself, and loses nothing over one that it cannot read', () => {
    const makes: [unknown, string | undefined][] = [
      ['munan-ear/1.4.2', 'munan-ear/1.4.2'],
      ['A1/2.0+rc.1', 'A1/2.0+rc.1'],
      ...['', '/', 'ear', 'ear/', '/1', 'ear/1/2', 'ear /1', 'ear/1\n', '귀/1', `${'x'.repeat(41)}/1`, '-a/1'].map(
        (make): [string, undefined] => [make, undefined],
      ),
      ...[null, 7, true, [], {}].map((make): [unknown, undefined] => [make, undefined]),
    ];
    for (const [make, read] of makes) {
      const decoded = decodePacket(changed({ make }), 'json');
      assert.ok(decoded.ok, JSON.stringify(make));
      assert.deepEqual([decoded.raw.make, decoded.raw.channels.length], [read, 2], JSON.stringify(make));
      assert.deepEqual(decoded.raw.ignored, read === undefined ? ['make'] : [], JSON.stringify(make));
    }
  });

  it('keeps an implausible value as it is: detectors judge', () => {
    const decoded = decodePacket(withRun({ x: [97, 5000, -3] }), 'json');
    assert.ok(decoded.ok);
    assert.deepEqual(decoded.raw.channels[0]!.x, Float64Array.of(97, 5000, -3));
  });

  const many = (count: number, item: unknown) => Array.from({ length: count }, () => item);
  const run = good.channels[0]!;
  const cases: [string, RefusalCode, Uint8Array, ('json' | 'cbor')?][] = [
    ['no bytes', 'empty', new Uint8Array()],
    ['a byte more than 256 KiB', 'too-large', new Uint8Array(262_145).fill(0x20)],
    ['JSON cut off', 'json-invalid', json(good).subarray(0, 40)],
    ['two JSON texts', 'json-invalid', text('{}{}')],
    ['JSON that is not UTF-8', 'text-not-utf8', Uint8Array.of(0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d)],
    ['a key twice', 'duplicate-key', text('{"v":1,"seq":1,"\\u0073eq":2}')],
    ['a key twice inside', 'duplicate-key', text('{"v":1,"a":[{"b":"}","b":2}]}')],
    ['JSON 17 deep', 'too-deep', text(`${'['.repeat(17)}${']'.repeat(17)}`)],
    ['JSON 100000 deep', 'too-deep', text(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)],
    ['CBOR cut off', 'cbor-truncated', hex('a16176'), 'cbor'],
    ['CBOR of nonsense', 'cbor-invalid', hex('fe'), 'cbor'],
    ['CBOR with a tail', 'trailing-bytes', hex('a000'), 'cbor'],
    ['a tag as a packet', 'tag-not-allowed', hex('c100'), 'cbor'],
    ['a tag as a version', 'tag-not-allowed', hex('a16176c101'), 'cbor'],
    ['a typed array of odd bytes', 'typed-array-misfit', hex('d84141ff'), 'cbor'],
    ['an array', 'not-a-map', text('[1]')],
    ['null', 'not-a-map', text('null')],
    ['a channel that is a text', 'not-a-map', changed({ channels: ['spo2'] })],
    ['an event that is a number', 'not-a-map', changed({ events: [7] })],
    ['version 2', 'version-unknown', changed({ v: 2 })],
    ['version "1"', 'version-unknown', changed({ v: '1' })],
    ['no version', 'field-missing', changed({ v: undefined })],
    ['no seq', 'field-missing', changed({ seq: undefined })],
    ['no sent', 'field-missing', changed({ sent: undefined })],
    ['no channels', 'field-missing', changed({ channels: undefined })],
    ['a run without x', 'field-missing', withRun({ x: undefined })],
    ['a run without dt', 'field-missing', withRun({ dt: undefined })],
    ['keys of the prototype only', 'field-missing', text('{"__proto__":{"v":1}}')],
    ['seq as a text', 'field-wrong-type', changed({ seq: '7' })],
    ['channels as a map', 'field-wrong-type', changed({ channels: {} })],
    ['events as null', 'field-wrong-type', changed({ events: null })],
    ['worn as 1', 'field-wrong-type', changed({ worn: 1 })],
    ['x as a text', 'field-wrong-type', withRun({ x: '97' })],
    ['c as a number', 'field-wrong-type', withRun({ c: 1 })],
    ['seq of a half', 'seq-out-of-range', changed({ seq: 1.5 })],
    ['seq -1', 'seq-out-of-range', changed({ seq: -1 })],
    ['seq 2^53', 'seq-out-of-range', changed({ seq: 2 ** 53 })],
    ['sent before 1970', 'time-out-of-range', changed({ sent: -1 })],
    ['sent after 2100', 'time-out-of-range', changed({ sent: 4_102_444_800_001 })],
    ['sent of a fraction', 'time-out-of-range', changed({ sent: sent + 0.5 })],
    ['sent infinite', 'time-out-of-range', text('{"v":1,"seq":1,"sent":1e999,"channels":[]}')],
    [
      'sent NaN',
      'time-out-of-range',
      hex('a4617601637365710164 73656e74f97e00 686368616e6e656c7380'.replaceAll(' ', '')),
      'cbor',
    ],
    ['t after 2100', 'time-out-of-range', withRun({ t: 5e12 })],
    ['dt 0', 'period-out-of-range', withRun({ dt: 0 })],
    ['dt -1', 'period-out-of-range', withRun({ dt: -1 })],
    ['dt of two days', 'period-out-of-range', withRun({ dt: 172_800_000 })],
    ['battery 101', 'battery-out-of-range', changed({ battery: 101 })],
    ['quality 2', 'quality-out-of-range', withRun({ q: [1, 2, 1] })],
    ['two qualities to three samples', 'quality-misfit', withRun({ q: [1, 1] })],
    ['a sample that is a text', 'sample-not-number', withRun({ x: [97, '96'] })],
    [
      'a sample that is infinite',
      'sample-not-number',
      text(`{"v":1,"seq":1,"sent":${sent},"channels":[{"c":"spo2","t":0,"dt":1,"x":[1e999]}]}`),
    ],
    ['acceleration of two axes', 'sample-not-triple', withRun({ c: 'acceleration', x: [[1, 2]] })],
    ['acceleration of scalars', 'sample-not-triple', withRun({ c: 'acceleration', x: [1, 2, 3] })],
    ['an axis that is null', 'sample-not-number', withRun({ c: 'acceleration', x: [[1, 2, null]] })],
    ['65 runs', 'too-many-channels', changed({ channels: many(65, run) })],
    [
      '65 runs, one of them in an event',
      'too-many-channels',
      changed({ channels: many(64, run), events: [{ e: 'button', t: sent, channels: [run] }] }),
    ],
    ['20001 samples', 'too-many-samples', withRun({ x: many(20_001, 97), dt: 0.001, q: undefined })],
    ['33 events', 'too-many-events', changed({ events: many(33, good.events[0]) })],
    ['a last sample an hour after sent', 'measured-after-sending', withRun({ dt: 1_800_000 })],
    [
      'an event an hour after sent',
      'measured-after-sending',
      changed({ events: [{ e: 'button', t: sent + 3_600_000 }] }),
    ],
    ['a reply without answer', 'field-missing', withEvent({ answer: undefined })],
    ['a reply that says maybe', 'reply-invalid', withEvent({ answer: 'maybe' })],
    ['a reply to a command of nonsense', 'reply-invalid', withEvent({ command: '\u0000' })],
  ];
  for (const [what, code, bytes, format = 'json'] of cases) {
    it(`refuses ${what} as ${code}`, () => {
      const decoded = decodePacket(bytes, format);
      assert.ok(!decoded.ok);
      assert.equal(decoded.code, code, decoded.detail);
      assert.match(decoded.detail, /^[A-Za-z].*\.$/s);
      assert.ok(decoded.detail.length < 300);
    });
  }
  it('has a case for each of the 28 codes of the catalogue', () => {
    assert.equal(refusalCodes.length, 28);
    assert.deepEqual([...new Set(cases.map(([, code]) => code))].sort(), [...refusalCodes].sort());
  });

  it('never throws, whatever the bytes', () => {
    const bytes = json(good);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 6 }),
        fc.constantFrom('json', 'cbor'),
        (places, format) => {
          const broken = bytes.slice();
          for (const [at, byte] of places) broken[at] = byte;
          const decoded = decodePacket(broken, format);
          assert.equal(typeof decoded.ok, 'boolean');
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('says what PacketSchema says, and refuses more only by rules that a schema cannot hold', () => {
    const validator = Compile(PacketSchema);
    const beyondSchema: readonly string[] = [
      'quality-misfit',
      'too-many-samples',
      'too-many-channels',
      'measured-after-sending',
      'version-unknown',
    ];
    const odd = fc.constantFrom<unknown>(null, true, 'x', '', -1, 0.5, 2 ** 53, 1e300, [], {}, [[1, 2, 3]], [null, 1]);
    const paths: (string | number)[][] = [
      ['v'],
      ['seq'],
      ['sent'],
      ['battery'],
      ['worn'],
      ['channels'],
      ['events'],
      ['channels', 0],
      ['channels', 0, 'c'],
      ['channels', 0, 't'],
      ['channels', 0, 'dt'],
      ['channels', 0, 'x'],
      ['channels', 0, 'x', 1],
      ['channels', 0, 'q'],
      ['channels', 0, 'q', 0],
      ['channels', 1, 'c'],
      ['channels', 1, 'x', 0],
      ['channels', 1, 'x', 0, 1],
      ['events', 0],
      ['events', 0, 'e'],
      ['events', 0, 't'],
      ['events', 0, 'channels'],
      ['events', 1, 'e'],
      ['events', 1, 'answer'],
      ['events', 1, 'command'],
      ['unknown'],
    ];
    let agreed = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...paths), odd, fc.boolean()), { minLength: 0, maxLength: 2 }),
        (changes) => {
          const packet = structuredClone(good) as unknown as Record<string | number, unknown>;
          for (const [path, value, remove] of changes) {
            let inside: unknown = packet;
            for (const step of path.slice(0, -1)) inside = (inside as Record<string | number, unknown> | null)?.[step];
            if (typeof inside !== 'object' || inside === null) continue;
            if (remove && !Array.isArray(inside)) delete (inside as Record<string, unknown>)[path.at(-1)!];
            else (inside as Record<string | number, unknown>)[path.at(-1)!] = structuredClone(value);
          }
          const onTheWire = JSON.parse(JSON.stringify(packet)) as unknown;
          const bySchema = validator.Check(onTheWire);
          const byHand = decodePacket(json(onTheWire), 'json');
          if (byHand.ok) assert.ok(bySchema, JSON.stringify(onTheWire));
          else if (bySchema) assert.ok(beyondSchema.includes(byHand.code), `${byHand.code}: ${byHand.detail}`);
          agreed += byHand.ok === bySchema ? 1 : 0;
        },
      ),
      { numRuns: 3000 },
    );
    assert.ok(agreed > 2000);
  });
});

describe('guessFormat', () => {
  it('takes a map of CBOR, with or without its tag, for cbor', () => {
    assert.equal(guessFormat(hex('a5617601')), 'cbor');
    assert.equal(guessFormat(hex('bf617601')), 'cbor');
    assert.equal(guessFormat(hex('d9d9f7a5')), 'cbor');
    assert.equal(guessFormat(new Uint8Array()), 'cbor');
  });
  it('takes text for json, space and byte order mark in front of it too', () => {
    assert.equal(guessFormat(text(' \n{"v":1}')), 'json');
    assert.equal(guessFormat(text('\uFEFF{"v":1}')), 'json');
    assert.equal(guessFormat(text('hello')), 'json');
  });
});
