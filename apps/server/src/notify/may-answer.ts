import type { AccessSubject, Decision, decide as decideAccess, Identity } from '@munan/identity';
import type { Addressed } from '@munan/response';

export type MayAnswer = ReturnType<typeof openMayAnswer>;

/**
 * Whether whom a message was for may still answer it, as it is now: her role, her links and what was agreed or refused since.
 * Behind a telephone without an account, and behind the person's own, is nobody of whom more could be asked.
 */
export function openMayAnswer({
  findUser,
  accessOf,
  decide,
}: {
  findUser: Identity['findUser'];
  accessOf(user: { id: string; role: AccessSubject['role'] }): AccessSubject;
  decide: typeof decideAccess;
}) {
  return ({ subject, kind, to }: Addressed): Decision => {
    if (to === undefined || kind === 'self') return { allowed: true };
    const user = findUser(to);
    if (user?.role !== kind) return { allowed: false, reason: 'role' };
    if (kind === 'family') return decide(accessOf(user), 'family.read', { patients: [subject], part: 'alerts' });
    const decision = decide(accessOf(user), 'alerts.read', { patients: [subject] });
    // Whoever was on duty was told, hers or not; she says that she goes, and reads nothing.
    if (!decision.allowed && decision.reason === 'break-glass-needed') return { allowed: true };
    return decision;
  };
}
