import type { HeldType } from '@munan/fhir';
import type { FastifyRequest } from 'fastify';
import type { Stored } from '../fhir-record.ts';

/** What subscriptions need to know of the house. */
export interface SubscriptionNeeds {
  /** Who asks, as it is kept with the subscription; the same at each request of hers. */
  subscriberOf(request: FastifyRequest): string;
  /** Whether who asks may change, end and read the state of this subscriber's subscriptions: herself, a manager. */
  mayManage(request: FastifyRequest, subscriber: string): boolean;
  /** Whether the subscriber may see this version, as her rights are now. Asked before anything is counted or sent. */
  maySee(subscriber: string, version: Pick<Stored, 'type' | 'patients' | 'text'>): Promise<boolean>;
  /** Called before it is sent: this is about to be shown to the subscriber. */
  saw(subscriber: string, type: HeldType, patients: readonly string[]): Promise<void>;
}
