/**
 * Device protocol version 1 as a schema, of a packet written in JSON; docs/device-protocol.cddl says the same of CBOR.
 * The door itself checks by hand (check.ts): it takes typed arrays, lays the samples out in the same pass and says in a
 * sentence what is wrong; a property test holds the two together. What a schema cannot say (sums, order of times, equal
 * lengths) is in check.ts and on the protocol page.
 */
import { type Channel, channels, type DeviceEventCode, deviceEvents } from '@munan/flow';
import { type Static, Type } from 'typebox';
import { limits } from './limits.ts';

const Time = Type.Integer({ minimum: 0, maximum: limits.latestTime });
const Missing = Type.Null();
const Scalars = Type.Array(Type.Union([Type.Number(), Missing]), { maxItems: limits.samples });
const Triples = Type.Array(Type.Union([Type.Tuple([Type.Number(), Type.Number(), Type.Number()]), Missing]), {
  maxItems: limits.samples,
});

/** A code of a later version: kept out of the series, reported, and no reason to lose the rest of the packet. */
const laterThan = (known: readonly string[]) => Type.String({ pattern: `^(?!(?:${known.join('|')})$)` });

const scalarChannels = channels.filter((channel): channel is Exclude<Channel, 'acceleration'> => {
  return channel !== 'acceleration';
});
const run = {
  t: Time,
  dt: Type.Number({ exclusiveMinimum: 0, maximum: limits.longestPeriodMs }),
  q: Type.Optional(Type.Array(Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Missing]))),
};

export const ChannelSchema = Type.Union([
  Type.Object({ c: Type.Union(scalarChannels.map((channel) => Type.Literal(channel))), ...run, x: Scalars }),
  Type.Object({ c: Type.Literal('acceleration'), ...run, x: Triples }),
  Type.Object({ c: laterThan(channels) }),
]);

const surroundings = Type.Optional(Type.Array(ChannelSchema, { maxItems: limits.channels }));
const plainEvents = deviceEvents.filter((event): event is Exclude<DeviceEventCode, 'reply'> => event !== 'reply');

export const EventSchema = Type.Union([
  Type.Object({
    e: Type.Union(plainEvents.map((event) => Type.Literal(event))),
    t: Time,
    channels: surroundings,
  }),
  Type.Object({
    e: Type.Literal('reply'),
    t: Time,
    channels: surroundings,
    answer: Type.Union([Type.Literal('ok'), Type.Literal('help'), Type.Literal('unclear')]),
    command: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_.-]{1,64}$' })),
  }),
  Type.Object({ e: laterThan(deviceEvents) }),
]);

export const PacketSchema = Type.Object({
  v: Type.Literal(1),
  /** Grows by one with each packet in the device's whole life; `(device, seq)` names the packet. */
  seq: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  /** Device clock when the packet was built, Unix ms. */
  sent: Time,
  battery: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
  worn: Type.Optional(Type.Boolean()),
  /** `<model>/<firmware>`; of any other form it is left out, and the packet kept. */
  make: Type.Optional(Type.Unknown()),
  channels: Type.Array(ChannelSchema, { maxItems: limits.channels }),
  events: Type.Optional(Type.Array(EventSchema, { maxItems: limits.events })),
});
/** A packet as it is written in JSON. */
export type JsonPacket = Static<typeof PacketSchema>;
