/** What the door takes. Far above what an honest device sends, low enough that no packet can hurt the server. */
export const limits = {
  /** The whole packet, bytes. */
  packetBytes: 262_144,
  /** Runs of samples in one packet, those inside events included. */
  channels: 64,
  /** Samples in one packet over all its channels and events; one [x, y, z] is one sample. */
  samples: 20_000,
  events: 32,
  /** Maps and arrays inside each other; version 1 needs six. */
  depth: 16,
  /** 2100-01-01, Unix ms: a later time is a broken clock. */
  latestTime: 4_102_444_800_000,
  /** One day, ms. */
  longestPeriodMs: 86_400_000,
  /** A sample or event may be this much later than `sent`, ms: a device may stamp the end of a period. */
  aheadOfSentMs: 60_000,
} as const;
