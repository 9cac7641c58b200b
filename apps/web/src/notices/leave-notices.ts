import { api } from '../connection/api.ts';

const withinMs = 3_000;

/** The subscription of this browser; undefined where there is none or can be none. */
export async function findSubscription(): Promise<PushSubscription | undefined> {
  const registration = await navigator.serviceWorker?.getRegistration();
  return (await registration?.pushManager?.getSubscription()) ?? undefined;
}

/** Whoever signs out gets no more notices here. Never throws, and does not hold her up. */
export async function leaveNotices(): Promise<void> {
  const leaving = async () => {
    const subscription = await findSubscription();
    if (!subscription) return;
    const { endpoint } = subscription;
    await Promise.allSettled([api.delete('/api/push', { endpoint }), subscription.unsubscribe()]);
  };
  const late = new Promise<void>((resolve) => setTimeout(resolve, withinMs));
  // What stays at the server is removed when the push service says that it is gone.
  await Promise.race([leaving().catch(() => undefined), late]);
}
