import type { CourseKind } from '../body/course.ts';

/** Who lives in the demonstration town. Every person, number and address here is invented. */

/** What sets one body apart from another; the physiology in ../body is a function of these and of time. */
export interface BodyTraits {
  /** All chance of this body comes from it. */
  seed: number;
  /** SpO2 awake and at rest, %. */
  spo2Percent: number;
  /** Pulse at rest, /min. */
  pulsePerMin: number;
  /** Temperature in the ear, mean of the day, Cel. */
  temperatureCel: number;
  /** 1 is a spry old person; 0.4 hardly leaves the chair. */
  vigour: number;
  /** Local hours, fractional: getting up and going to bed. */
  wakesAtHour: number;
  sleepsAtHour: number;
  /** Trips to the toilet in a night. */
  nightTrips: number;
}

export interface ResidentContact {
  relation: 'self' | 'family' | 'nurse' | 'neighbour';
  name: string;
  phone: string;
}

export interface Resident {
  id: string;
  name: string;
  /** YYYY-MM-DD. */
  birthDate: string;
  sex: 'female' | 'male';
  district: string;
  address: string;
  /** Of her home, WGS 84; invented, as her street is. */
  location: { latitude: number; longitude: number };
  doorCode: string;
  phone: string;
  conditions: string[];
  medications: string[];
  allergies: string[];
  /** 집중관리군, 정기관리군, 자기역량지원군. */
  programme: 'intensive' | 'regular' | 'self';
  /** A clinician prescribed 88-92 % (NEWS2 SpO2 scale 2). */
  spo2Scale2: boolean;
  contacts: ResidentContact[];
  /** User id of the visiting nurse. */
  nurse: string;
  body: BodyTraits;
  /** Of those whose weeks before the seeding are simulated too: what has changed in them. */
  course?: CourseKind;
  simulated: true;
}

export interface TownUser {
  id: string;
  name: string;
  role: 'operator' | 'nurse' | 'doctor' | 'manager' | 'family' | 'person';
  /** Of the demonstration only; exists nowhere else. */
  password: string;
  /** Whom this user looks after (nurses) or belongs to (family); absent: everybody the role may see. */
  people?: string[];
}

export interface TownDevice {
  id: string;
  kind: 'ear' | 'wrist';
  /** Resident id. */
  person: string;
}

export interface Town {
  /** Where the nurses begin their day. */
  healthCentre: { latitude: number; longitude: number };
  people: Resident[];
  users: TownUser[];
  devices: TownDevice[];
}
