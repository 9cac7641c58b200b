/**
 * The doors: authenticate, understand, attribute, COMMIT, and only then acknowledge. `openIngest` is the room,
 * `openMqttDoor` and `httpDoor` are its doors.
 */
export { type ClockStamp, clockWasSet, type DeviceClock, hearClock, unknownClock } from './clock.ts';
export type { Delivery as CommandDelivery, DeviceCommand, DeviceLine } from './commands.ts';
export type { DeviceKind } from './device.ts';
export { type GroupLimits, groupLimits } from './group-commit.ts';
export { httpDoor } from './http-door.ts';
export { Ingest, type IngestParts, openIngest } from './ingest.ts';
export { type MqttDoor, type MqttDoorOptions, openMqttDoor } from './mqtt/door.ts';
export type { Appended, Arrival, Door, LogItem, PacketFormat, PacketLog, PacketReader, Stamped } from './needs.ts';
export { type Answer, type Counters, type Delivery, type IngestStatus, NotStored, type Receipt } from './receiving.ts';
export { type DeviceView, type Login, type Registry, RegistryError } from './registry.ts';
export { type IngestTables, ingestMigrations } from './tables.ts';
