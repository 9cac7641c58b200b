import { readCbor } from './cbor-read.ts';
import { checkPacket } from './check.ts';
import { readJson } from './json-read.ts';
import { limits } from './limits.ts';
import type { RawPacket } from './raw-packet.ts';
import { PacketRefused, type Refusal } from './refusals.ts';

export type PacketFormat = 'cbor' | 'json';
export type Decoded = { ok: true; raw: RawPacket } | Refusal;

/** JSON begins with printable text; a CBOR packet begins with a map (0xa0 to 0xbf) or the tag of CBOR (0xd9). */
export function guessFormat(bytes: Uint8Array): PacketFormat {
  for (const byte of bytes) {
    if (byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d) continue;
    // 0xef begins the byte order mark that some JSON writers put in front.
    return (byte > 0x20 && byte < 0x7f) || byte === 0xef ? 'json' : 'cbor';
  }
  return 'cbor';
}

/** Reads and checks one packet. Never throws, whatever the bytes. */
export function decodePacket(bytes: Uint8Array, format: PacketFormat): Decoded {
  if (bytes.length === 0) return { ok: false, code: 'empty', detail: 'There are no bytes; one packet is expected.' };
  if (bytes.length > limits.packetBytes) {
    const detail = `The packet has ${bytes.length} bytes; ${limits.packetBytes} are allowed.`;
    return { ok: false, code: 'too-large', detail };
  }
  try {
    return { ok: true, raw: checkPacket(format === 'json' ? readJson(bytes) : readCbor(bytes)) };
  } catch (error) {
    if (error instanceof PacketRefused) return { ok: false, code: error.code, detail: error.message };
    throw error;
  }
}
