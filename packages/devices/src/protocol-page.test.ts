import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { channels, deviceEvents } from '@munan/flow';
import { Encoder, Tag } from 'cbor-x';
import { typedArrayTags } from './cbor-numbers.ts';
import { readCbor } from './cbor-read.ts';
import { decodePacket } from './decode.ts';
import { limits } from './limits.ts';
import { refusals } from './refusals.ts';

const docs = new URL('../../../docs/', import.meta.url);
const page = readFileSync(new URL('device-protocol.md', docs), 'utf8');
const cddl = readFileSync(new URL('device-protocol.cddl', docs), 'utf8');

interface Block {
  label: string;
  body: string;
}
const blocks: Block[] = Array.from(page.matchAll(/^```([^\n]*)\n(.*?)^```$/gms), ([, label, body]) => ({
  label: label!,
  body: body!,
}));
const labelled = (label: string) => blocks.filter((block) => block.label === label).map(({ body }) => body);
const bytesOf = (text: string) => new TextEncoder().encode(text);
const hexBytes = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));

describe('docs/device-protocol.md', () => {
  it('holds examples of each kind, and no block of a kind that is not checked here', () => {
    const kinds = blocks.map(({ label }) => label.split(' ').slice(0, 2).join(' '));
    assert.deepEqual([...new Set(kinds)].sort(), [
      'cbor diagnostic',
      'cbor hex',
      'json command',
      'json packet',
      'json refused',
      'sh',
    ]);
  });

  for (const [index, body] of labelled('json packet').entries()) {
    it(`shows as JSON packet ${index + 1} one that decodePacket understands`, () => {
      const decoded = decodePacket(bytesOf(body), 'json');
      assert.ok(decoded.ok, decoded.ok ? '' : decoded.detail);
    });
  }

  it('shows the same packet in JSON, in CBOR and in diagnostic notation', () => {
    const [hex] = labelled('cbor hex');
    const byCbor = decodePacket(hexBytes(hex!), 'cbor');
    assert.deepEqual(byCbor, decodePacket(bytesOf(labelled('json packet')[0]!), 'json'));
    assert.ok(page.includes(`in ${hexBytes(hex!).length} bytes`));

    const tagged = labelled('cbor diagnostic')[0]!.replaceAll(/(\d+)\(h'([0-9a-f]*)'\)/g, '{"tag":$1,"hex":"$2"}');
    const value: unknown = JSON.parse(tagged, (_key, inside: unknown) => {
      const { tag, hex: content } = (inside ?? {}) as { tag?: number; hex?: string };
      return tag === undefined ? inside : new Tag(Buffer.from(content!, 'hex'), tag);
    });
    const written = new Encoder({ useRecords: false, tagUint8Array: false }).encode(value);
    assert.deepEqual(readCbor(written), readCbor(hexBytes(hex!)));
  });

  it('names what it leaves out of the packet of a later version', () => {
    const later = labelled('json packet').find((body) => body.includes('glucose'));
    const decoded = decodePacket(bytesOf(later!), 'json');
    assert.deepEqual(decoded.ok && decoded.raw.ignored, ['channel glucose']);
    assert.deepEqual(decoded.ok && decoded.raw.channels.map(({ c }) => c), ['spo2']);
  });

  for (const { label, body } of blocks.filter((block) => block.label.startsWith('json refused'))) {
    it(`shows as ${label} a packet that decodePacket refuses so`, () => {
      const decoded = decodePacket(bytesOf(body), 'json');
      assert.equal(decoded.ok ? 'understood' : decoded.code, label.split(' ')[2]);
    });
  }

  it('shows commands that are JSON with an id', () => {
    for (const body of labelled('json command')) {
      assert.match((JSON.parse(body) as { id: string }).id, /^[A-Za-z0-9_.-]{1,64}$/);
    }
  });

  it('lists the errors of the catalogue, each with its sentence, and sequence-conflict of the doors', () => {
    const errors = page.slice(page.indexOf('## Errors'));
    const rows = Array.from(errors.matchAll(/^\| `([a-z0-9-]+)` \| (.*) \|$/gm), ([, code, sentence]) => [
      code,
      sentence,
    ]);
    assert.deepEqual(rows.slice(0, -1), Object.entries(refusals));
    assert.equal(rows.at(-1)?.[0], 'sequence-conflict');
  });

  it('says the limits, channels, events and tags that the code has', () => {
    for (const limit of [limits.samples, limits.channels, limits.events, limits.latestTime, limits.aheadOfSentMs]) {
      assert.ok(page.includes(String(limit)), String(limit));
    }
    for (const word of [...channels, ...deviceEvents]) assert.ok(page.includes(`| \`${word}\` |`), word);
    const tags = /tags 64.*floats/s.exec(page)![0];
    for (const tag of typedArrayTags) assert.match(tags, new RegExp(`\\b${tag}\\b`));
  });
});

describe('docs/device-protocol.cddl', () => {
  it('names the channels, events, tags and limits that the code has', () => {
    for (const word of [...channels, ...deviceEvents]) assert.ok(cddl.includes(`"${word}"`), word);
    const tags = Array.from(cddl.matchAll(/#6\.(\d+)\(bstr\)/g), ([, tag]) => Number(tag));
    assert.deepEqual(tags.sort(), [...typedArrayTags].sort());
    assert.ok(cddl.includes(`uint .le ${limits.latestTime}`));
    assert.ok(cddl.includes(`uint .le ${Number.MAX_SAFE_INTEGER}`));
    assert.ok(cddl.includes(`[*${limits.events} event]`));
  });
});
