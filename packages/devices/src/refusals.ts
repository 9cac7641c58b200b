/**
 * Why a packet is not understood: a stable code and what it means. Codes are never renamed or reused: device makers
 * and the quarantine keep them. The page docs/device-protocol.md lists the same table; a test compares them.
 */
export const refusals = {
  empty: 'There are no bytes.',
  'too-large': 'The packet is larger than 262144 bytes.',
  'json-invalid': 'The bytes are not one JSON text.',
  'cbor-invalid': 'The bytes are not well-formed CBOR (RFC 8949).',
  'cbor-truncated': 'The CBOR ends before the packet does.',
  'trailing-bytes': 'Something follows the packet.',
  'text-not-utf8': 'A text is not UTF-8.',
  'tag-not-allowed': 'A CBOR tag stands where version 1 has none.',
  'typed-array-misfit': 'The bytes of a typed array are not a whole number of its elements.',
  'too-deep': 'Maps and arrays are nested more than 16 levels deep.',
  'duplicate-key': 'A map holds the same key twice.',
  'not-a-map': 'The packet, a channel or an event is not a map.',
  'version-unknown': 'The field v is not a version that this server speaks.',
  'field-missing': 'A field that must be there is not.',
  'field-wrong-type': 'A field holds a value of another type than the protocol says.',
  'seq-out-of-range': 'The field seq is not a whole number from 0 to 9007199254740991.',
  'time-out-of-range': 'A time is not a whole number of Unix milliseconds from 0 to 4102444800000 (the year 2100).',
  'period-out-of-range': 'A period dt is not above 0 and at most 86400000 ms (one day).',
  'battery-out-of-range': 'The field battery is not from 0 to 100.',
  'quality-out-of-range': 'A quality is not from 0 to 1.',
  'quality-misfit': 'There are not as many qualities as samples.',
  'sample-not-number': 'A sample is neither a finite number nor missing.',
  'sample-not-triple': 'A sample of acceleration is neither [x, y, z] nor missing.',
  'too-many-channels': 'There are more than 64 runs of samples.',
  'too-many-samples': 'There are more than 20000 samples.',
  'too-many-events': 'There are more than 32 events.',
  'measured-after-sending': 'A sample or an event is more than 60000 ms later than sent.',
  'reply-invalid': 'A reply does not say ok, help or unclear, or names its command wrongly.',
} as const;

export type RefusalCode = keyof typeof refusals;
export const refusalCodes = Object.keys(refusals) as RefusalCode[];

export interface Refusal {
  ok: false;
  code: RefusalCode;
  /** One English sentence: where, what was given, what is allowed. */
  detail: string;
}

/** Thrown inside this room only; `decodePacket` turns it into a `Refusal`. */
export class PacketRefused extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, detail: string) {
    super(detail);
    this.code = code;
  }
}

/** What was given, short enough for a log line whatever it is. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value instanceof Float64Array) return `a typed array of ${value.length}`;
  if (value instanceof Uint8Array) return `a byte string of ${value.length}`;
  return 'a map';
}
