import { type Adapter, type AdapterFactory, type AdapterPayload, errors } from 'oidc-provider';
import type { OpenidStore } from './store.ts';

/** What can be used once: two that use it in the same moment must not both succeed. */
const usedOnce = new Set(['AuthorizationCode', 'RefreshToken', 'PushedAuthorizationRequest']);

/**
 * The provider's things in our database. The identifier is the secret of a code, a session and a refresh token, so it is
 * taken out of the stored text and put back when found by it.
 */
export function adapterOver(
  store: OpenidStore,
  findClient: (id: string) => Promise<AdapterPayload | undefined>,
  now: () => number,
): AdapterFactory {
  return (kind): Adapter => ({
    async upsert(id, payload, ttlS) {
      const expires = ttlS === undefined ? undefined : now() + ttlS * 1000;
      const kept = withoutSecrets(payload);
      if (kind !== 'ReplayDetection') return store.put(kind, id, kept, expires);
      // The provider looks first and writes then: the second of two that looked at once is stopped here.
      if (!(await store.putNew(kind, id, kept, expires)))
        throw new errors.InvalidClientAuth('client assertion tokens must only be used once');
    },
    async find(id) {
      if (kind === 'Client') return findClient(id);
      const found = await store.find<AdapterPayload>(kind, id);
      return found && { ...found, jti: id };
    },
    async findByUid(uid) {
      const found = await store.findBy<AdapterPayload>(kind, 'uid', uid);
      // Its identifier is not known any more; whoever finds it in this way only looks.
      return found && { ...found, jti: `uid:${uid}` };
    },
    findByUserCode: (userCode) => store.findBy<AdapterPayload>(kind, 'user_code', userCode),
    async consume(id) {
      if (!(await store.consume(kind, id)) && usedOnce.has(kind))
        throw new errors.InvalidGrant('it was used in the same moment');
    },
    destroy: (id) => store.remove(kind, id),
    revokeByGrantId: (grantId) => store.removeGrant(kind, grantId),
  });
}

function withoutSecrets({ jti: _jti, ...payload }: AdapterPayload): AdapterPayload {
  if (!payload.session) return payload;
  const { cookie: _cookie, ...session } = payload.session;
  return { ...payload, session };
}
