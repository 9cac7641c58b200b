import type { Subscription } from '@medplum/fhirtypes';
import {
  type HeldResource,
  type HeldType,
  parseJson,
  patchByFhirPath,
  patchJson,
  refuse,
  resourceTypeOf,
  validate,
} from '@munan/fhir';
import type { FastifyRequest } from 'fastify';
import { type AccessFilter, passes } from './access.ts';
import { type DataOperation, readWhy, type Why, writeProvenance } from './corrections.ts';
import { type Answer, admit, checkType, type Door, findByCondition } from './door.ts';
import type { OpenQuery, Stored } from './fhir-record.ts';
import { ReferenceCheck } from './integrity.ts';
import { lastContent } from './last-content.ts';
import { makeReferencesLocal } from './local-references.ts';

/** One change, asked by a route of its own or by an entry of a bundle. */
export interface WriteAsked {
  type: HeldType;
  /** Of the address; a condition takes its place. */
  id?: string;
  condition?: URLSearchParams;
  /** The resource as parsed JSON, the JSON Patch (a list) or the FHIRPath Patch (a Parameters). */
  body?: unknown;
  ifMatch?: number;
  /** `If-None-Match: *`: only where there is none yet. */
  onlyNew?: boolean;
  /** Of a transaction, which asks at its end whether all references can be followed; else that is asked at once. */
  within?: { check: ReferenceCheck; place: string };
}

/** Done in an open transaction; who may was asked before, so that the transaction is short. */
export type Work = (open: OpenQuery) => Promise<Answer>;

const aboutSomeoneElse = () => refuse('forbidden', 'this resource is about someone else');

/** `newId`: under which id it is stored, when a transaction had to know it before. */
export async function create(
  door: Door,
  request: FastifyRequest,
  asked: WriteAsked & { newId?: string },
): Promise<Work> {
  const { type, condition, body, newId } = asked;
  const filter = await admit(door, request, 'create', type);
  const sight = condition && (await admit(door, request, 'search-type', type));
  const why = readWhy(request);
  checkType(body, type);
  return async (open) => {
    // [FHIR R4 http.html#ccreate]
    const found = condition && (await findByCondition(door, request, type, condition, { filter: sight, open }));
    if (found) return { status: 200, interaction: 'create', type, patients: found.patients, stored: found };
    const taken = await take(door, request, body, undefined, open);
    const stored = await door.record.create(taken.resource, open, newId);
    await settle(door, request, { asked, filter, why, stored, taken, operation: 'CREATE' }, open);
    return written(stored, 'create', true);
  };
}

export async function update(door: Door, request: FastifyRequest, asked: WriteAsked): Promise<Work> {
  const { type, id, condition, body, ifMatch, onlyNew } = asked;
  const filter = await admit(door, request, 'update', type);
  const sight = condition && (await admit(door, request, 'search-type', type));
  const toCreate = await door.access.may(request, 'create', type);
  const why = readWhy(request);
  checkType(body, type);
  validate(body);
  if (id !== undefined && body.id !== id) {
    throw refuse('id-mismatch', `the resource has the id ${JSON.stringify(body.id)}, the address "${id}"`);
  }
  return async (open) => {
    let resource: HeldResource = body;
    if (condition) {
      // [FHIR R4 http.html#cond-update]
      const found = await findByCondition(door, request, type, condition, { filter: sight, open });
      if (found && body.id !== undefined && body.id !== found.id) {
        throw refuse('id-mismatch', `the resource has the id "${body.id}", the one that matches "${found.id}"`);
      }
      if (!found && body.id === undefined) {
        if (ifMatch !== undefined) throw refuse('version-conflict', 'nothing matches, so it is not at a version');
        if (!toCreate.allowed) throw refuse('forbidden', toCreate.reason);
        const taken = await take(door, request, body, undefined, open);
        const stored = await door.record.create(taken.resource, open);
        if (!passes(stored, toCreate.filter)) throw aboutSomeoneElse();
        await settle(door, request, { asked, filter, why, stored, taken, operation: 'CREATE' }, open);
        return written(stored, 'update', true);
      }
      if (found) resource = { ...body, id: found.id };
    }
    const newest = await lastContent(door.record, type, resource.id as string, open);
    if (newest && !passes(newest, filter)) throw aboutSomeoneElse();
    const before = newest?.deleted ? undefined : newest;
    if (before && onlyNew) throw refuse('version-conflict', `${type}/${resource.id} is there already`);
    const taken = await take(door, request, resource, before, open);
    const options = { ...(ifMatch !== undefined && { ifMatch }) };
    const { stored, outcome } = await door.record.update(taken.resource, options, open);
    // [FHIR R4 http.html#upsert] an update that makes something new is a create too.
    if (outcome === 'created' && !toCreate.allowed) throw refuse('forbidden', toCreate.reason);
    if (outcome === 'created' && toCreate.allowed && !passes(stored, toCreate.filter)) throw aboutSomeoneElse();
    const operation = outcome === 'created' ? 'CREATE' : 'UPDATE';
    await settle(door, request, { asked, filter, why, stored, taken, operation }, open);
    return written(stored, 'update', outcome === 'created');
  };
}

/** [FHIR R4 http.html#delete] a new version that says it is gone. */
export async function remove(door: Door, request: FastifyRequest, asked: WriteAsked): Promise<Work> {
  const { type, id, condition, ifMatch } = asked;
  const filter = await admit(door, request, 'delete', type);
  const sight = condition && (await admit(door, request, 'search-type', type));
  const why = readWhy(request);
  return async (open) => {
    const found = await target(door, request, asked, { filter, sight }, open);
    if (!found) {
      if (!condition) throw refuse('not-found', `there is no ${type}/${id}`);
      return { status: 204, interaction: 'delete', type, patients: [] };
    }
    if (type === 'Subscription') await door.subscriptions?.end(request, found.id, open);
    const stored = await door.record.remove(type, found.id, { ...(ifMatch !== undefined && { ifMatch }) }, open);
    if (!found.deleted) await settle(door, request, { asked, filter, why, stored, operation: 'DELETE' }, open);
    return { status: 204, interaction: 'delete', type, patients: stored.patients, stored };
  };
}

/** [FHIR R4 http.html#patch] JSON Patch or FHIRPath Patch on the version that is there; the outcome must be valid. */
export async function patch(door: Door, request: FastifyRequest, asked: WriteAsked): Promise<Work> {
  const { type, id, condition, body, ifMatch } = asked;
  const filter = await admit(door, request, 'patch', type);
  const sight = condition && (await admit(door, request, 'search-type', type));
  const why = readWhy(request);
  return async (open) => {
    const found = await target(door, request, asked, { filter, sight }, open);
    if (!found) throw refuse('not-found', condition ? `no ${type} matches the condition` : `there is no ${type}/${id}`);
    if (found.deleted) throw refuse('gone', `${type}/${found.id} was deleted`);
    if (ifMatch !== undefined && ifMatch !== found.version) {
      throw refuse('version-conflict', `${type}/${found.id} is not at version ${ifMatch} any more; read it again`);
    }
    const patched = (Array.isArray(body) ? patchJson : patchByFhirPath)(parseJson(found.text), body) as {
      resourceType?: unknown;
      id?: unknown;
    };
    if (patched.resourceType !== type || patched.id !== found.id) {
      throw refuse('patch-invalid', 'a patch may not change resourceType or id');
    }
    const taken = await take(door, request, patched, found, open);
    const { stored } = await door.record.update(taken.resource, { ifMatch: found.version }, open);
    await settle(door, request, { asked, filter, why, stored, taken, operation: 'UPDATE' }, open);
    return written(stored, 'patch', false);
  };
}

interface Taken {
  resource: unknown;
  /** What else is written once it is stored, in the same transaction. */
  done(stored: Stored): Promise<void>;
}

/** What is stored of what a client sends: the same, but of a Subscription, which has secrets and a status of ours. */
async function take(
  door: Door,
  request: FastifyRequest,
  resource: unknown,
  before: Stored | undefined,
  open: OpenQuery,
): Promise<Taken> {
  makeReferencesLocal(resource, door.baseOf(request));
  if (!door.subscriptions || resourceTypeOf(resource) !== 'Subscription') return { resource, done: async () => {} };
  const subscription = resource as Subscription;
  return door.subscriptions.take(request, { resource: subscription, before, base: door.baseOf(request) }, open);
}

interface Settling {
  asked: WriteAsked;
  filter: AccessFilter | undefined;
  why: Why;
  stored: Stored;
  taken?: Taken;
  operation: DataOperation;
}

/**
 * What belongs to every write, in its transaction: it is about whom it may be about, its references can be followed, and
 * a change of what is about a patient says who made it and why. What is thrown here undoes the write.
 */
async function settle(door: Door, request: FastifyRequest, settling: Settling, open: OpenQuery): Promise<void> {
  const { asked, filter, why, stored, taken, operation } = settling;
  if (!passes(stored, filter)) throw aboutSomeoneElse();
  await taken?.done(stored);
  const { check, place } = asked.within ?? { check: new ReferenceCheck(door.baseOf(request)), place: undefined };
  if (operation === 'DELETE') check.removed(stored, { filter, ...(place !== undefined && { place }) });
  else check.written(stored, place);
  if (!asked.within) await check.run(open);
  // What is new says itself who made it, unless more is told.
  const isTold = operation !== 'CREATE' || why.provenance !== undefined || why.reason !== undefined;
  if (door.agentOf && isTold) {
    await writeProvenance(door.record, { operation, versions: [stored], agent: door.agentOf(request), why }, open);
  }
}

/** What an id or a condition means; what may not be seen is not there. Deleted ones only by their id. */
async function target(
  door: Door,
  request: FastifyRequest,
  { type, id, condition }: WriteAsked,
  { filter, sight }: { filter: AccessFilter | undefined; sight: AccessFilter | undefined },
  open: OpenQuery,
): Promise<Stored | undefined> {
  const found = condition
    ? await findByCondition(door, request, type, condition, { filter: sight, open })
    : await lastContent(door.record, type, id ?? '', open);
  return found && passes(found, filter) ? found : undefined;
}

function written(stored: Stored, interaction: 'create' | 'update' | 'patch', isNew: boolean): Answer {
  return { status: isNew ? 201 : 200, interaction, type: stored.type, patients: stored.patients, stored };
}
