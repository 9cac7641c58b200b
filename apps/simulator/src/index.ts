/** Virtual people and devices that speak the real protocol: the demonstration town, load, and replay of recordings. */
export { Body, type DeviceKind } from './body/body.ts';
export { type Episode, type EpisodeKind, episode, episodeMinutes } from './body/episode.ts';
export { type FallSignal, fallSignal } from './body/fall.ts';
export { type CrowdOptions, type CrowdResult, runCrowd } from './crowd/run-crowd.ts';
export { startCrowd } from './crowd/start-crowd.ts';
export { type Link, type LinkOptions, openLink } from './devices/link.ts';
export { VirtualDevice, type VirtualDeviceOptions } from './devices/virtual-device.ts';
export { formats, type ReadOptions, readRecording } from './replay/formats.ts';
export { type Parcel, parcelsOf } from './replay/parcels.ts';
export type { Choice, Format, RecordedEvent, RecordedRun, Recording } from './replay/recording.ts';
export { type ReplayOptions, type ReplaySummary, replay } from './replay/replay.ts';
export { ReplayError, type ReplayErrorCode } from './replay/replay-error.ts';
export { Rhythm, turns } from './scenarios/rhythm.ts';
export { runTown, type TownRun, type TownRunDevice, type TownRunOptions } from './scenarios/run-town.ts';
export { pastVisits } from './town/past-visits.ts';
export type { BodyTraits, Resident, ResidentContact, Town, TownDevice, TownUser } from './town/resident.ts';
export { type TownTalks, townTalks } from './town/talks.ts';
export { town } from './town/town.ts';
