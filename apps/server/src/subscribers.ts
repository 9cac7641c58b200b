import type { FhirAccess, SubscriptionNeeds, versionPasses } from '@munan/record';
import type { FastifyRequest } from 'fastify';
import { type Asker, askerOf } from './http/asker.ts';

/** What a subscription keeps of who made it: enough to ask the one place that decides, each time something is sent. */
interface Subscriber {
  id: string;
  name: string;
  role: Asker['role'];
  client?: string;
  scopes?: readonly string[];
  patient?: string;
  /** She had an account; without it (a token of the command line, a program) the role is the one that was granted. */
  isUser?: true;
}

/** The subscriber's rights are those that she has now, by the same answer that the FHIR door would give her. */
export function subscriberNeeds(
  access: FhirAccess,
  isWithin: typeof versionPasses,
  findUser: (id: string) => { role: Asker['role'] } | undefined,
  findClient: (id: string) => Promise<object | undefined>,
): SubscriptionNeeds {
  /** Undefined when her account is gone. */
  const requestOf = (text: string): FastifyRequest | undefined => {
    const { isUser, ...subscriber } = JSON.parse(text) as Subscriber;
    const role = findUser(subscriber.id)?.role ?? (isUser ? undefined : subscriber.role);
    if (!role) return undefined;
    const asker: Asker = { ...subscriber, role, origin: 'subscription', by: 'bearer' };
    return { asker, headers: {} } as unknown as FastifyRequest;
  };
  return {
    subscriberOf(request) {
      const { id, name, role, client, scopes, patient } = askerOf(request);
      const subscriber: Subscriber = {
        ...{ id, name, role },
        ...(client !== undefined && { client }),
        ...(scopes && { scopes }),
        ...(patient !== undefined && { patient }),
        ...(findUser(id) && { isUser: true }),
      };
      return JSON.stringify(subscriber);
    },
    mayManage(request, text) {
      const { id, role, client, scopes } = askerOf(request);
      const subscriber = JSON.parse(text) as Subscriber;
      return (id === subscriber.id && client === subscriber.client) || (role === 'manager' && !scopes);
    },
    async maySee(text, version) {
      const request = requestOf(text);
      if (!request) return false;
      // A client that was removed hears nothing more, like its tokens.
      const { client } = JSON.parse(text) as Subscriber;
      if (client !== undefined && !(await findClient(client))) return false;
      const answer = await access.may(request, 'read', version.type);
      return answer.allowed && isWithin(version, answer.filter);
    },
    async saw(text, type, patients) {
      const request = requestOf(text);
      if (request) await access.saw(request, patients, 'read', type);
    },
  };
}
