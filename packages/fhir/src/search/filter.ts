import type { HeldType } from '../held.ts';
import type { Prefix } from './numbers.ts';
import type { SearchType } from './parameters.ts';

export interface TokenWanted {
  system?: string;
  code?: string;
}
export interface ReferenceWanted {
  type?: string;
  id: string;
}
export interface DateWanted {
  prefix: Prefix;
  low: number;
  high: number;
}
export interface NumberWanted extends DateWanted {
  value: number;
}
export interface QuantityWanted extends NumberWanted {
  system?: string;
  code?: string;
  /** In base units, where the unit is one that UCUM can convert: then only this is compared. */
  canonical?: NumberWanted & { unit: string };
}

/** One part of a composite value. */
export type PartWanted =
  | { type: 'token'; value: TokenWanted }
  | { type: 'reference'; value: ReferenceWanted }
  | { type: 'date'; value: DateWanted }
  | { type: 'string'; value: string }
  | { type: 'quantity'; value: QuantityWanted }
  /** First and last position of a coordinate. */
  | { type: 'numbers'; value: [NumberWanted, NumberWanted] };

/** One condition; its values are alternatives. Conditions of a request must all hold. */
export type Filter = { parameter: string } & (
  | { type: 'missing'; of: SearchType; missing: boolean }
  /** `parameter` ends with `:identifier` where the identifier inside a reference is asked for. */
  | { type: 'token'; not: boolean; values: TokenWanted[] }
  | { type: 'reference'; values: ReferenceWanted[] }
  | { type: 'date'; values: DateWanted[] }
  | { type: 'number'; values: NumberWanted[] }
  | { type: 'string'; match: 'starts' | 'contains' | 'exact'; values: string[] }
  | { type: 'uri'; below: boolean; values: string[] }
  | { type: 'quantity'; values: QuantityWanted[] }
  /** `:in`, `:not-in`: the codes of a value set. */
  | { type: 'in'; not: boolean; valueSet: string }
  /** `:above`, `:below`: codes of one system that stand over or under this one, itself included. */
  | { type: 'hierarchy'; direction: 'above' | 'below'; values: { system: string; code: string }[] }
  | { type: 'composite'; values: [PartWanted, PartWanted][] }
  /** `patient.name=…`: what the reference points to must meet one of these. */
  | { type: 'chain'; targets: { type: HeldType; filter: Filter }[] }
  /** `_has:Observation:patient:code=…`: something of this type that points here by `parameter` must meet this. */
  | { type: 'has'; source: HeldType; filter: Filter }
);

/** `_include=Observation:patient:Patient` */
export interface Include {
  source: HeldType;
  /** Undefined: every reference parameter of the source. */
  parameter?: string;
  target?: HeldType;
  reverse: boolean;
  /** Applied to what was included too. */
  iterate: boolean;
}
