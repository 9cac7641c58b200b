/**
 * The device protocol, version 1: bytes to packet and back, one folder a device type, and the check that a device maker
 * runs on recorded packets. Pure. The protocol for people is docs/device-protocol.md.
 */
export * from './conformance.ts';
export { type Decoded, decodePacket, guessFormat, type PacketFormat } from './decode.ts';
export * from './encode.ts';
export { limits as packetLimits } from './limits.ts';
export type { Manifest } from './manifest.ts';
export { munanEar } from './models/munan-ear/manifest.ts';
export { munanWrist } from './models/munan-wrist/manifest.ts';
export { deviceModels } from './models.ts';
export type { RawChannel, RawEvent, RawPacket } from './raw-packet.ts';
export { type Refusal, type RefusalCode, refusalCodes, refusals } from './refusals.ts';
export { ChannelSchema, EventSchema, type JsonPacket, PacketSchema } from './schema.ts';
export { type Arrival, toPacket } from './to-packet.ts';
