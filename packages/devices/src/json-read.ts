import { limits } from './limits.ts';
import { PacketRefused } from './refusals.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads one JSON text.
 * @throws PacketRefused
 */
export function readJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw new PacketRefused('text-not-utf8', 'The JSON is not UTF-8; UTF-8 is expected.');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message.replaceAll(/\s+/g, ' ').slice(0, 120) : 'not JSON';
    throw new PacketRefused('json-invalid', `The bytes are not one JSON text (${why}); one JSON object is expected.`);
  }
  checkStructure(text);
  return value;
}

/**
 * JSON.parse keeps the last of two equal keys and says nothing; and depth must be bounded for whoever reads on.
 * Walks over a text that is known to be valid JSON.
 */
function checkStructure(text: string): void {
  /** Keys of each open object; undefined for an array. */
  const open: (Set<string> | undefined)[] = [];
  let keyExpected = false;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) {
      const end = endOfString(text, at);
      if (keyExpected) {
        checkKey(open.at(-1), text.slice(at, end + 1));
        keyExpected = false;
      }
      at = end;
    } else if (unit === 0x7b || unit === 0x5b) {
      open.push(unit === 0x7b ? new Set() : undefined);
      keyExpected = unit === 0x7b;
      if (open.length > limits.depth) {
        throw new PacketRefused('too-deep', `At character ${at} level ${open.length} is reached; 16 are allowed.`);
      }
    } else if (unit === 0x7d || unit === 0x5d) {
      open.pop();
      keyExpected = false;
    } else if (unit === 0x2c) {
      keyExpected = open.at(-1) !== undefined;
    }
  }
}

function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (text.charCodeAt(at) !== 0x22) at += text.charCodeAt(at) === 0x5c ? 2 : 1;
  return at;
}

function checkKey(keys: Set<string> | undefined, quoted: string): void {
  const key = quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
  if (keys?.has(key)) {
    const named = JSON.stringify(key.slice(0, 40));
    throw new PacketRefused('duplicate-key', `A map holds the key ${named} twice; each key may stand once.`);
  }
  keys?.add(key);
}
