import type { Language } from '@munan/flow';
import { api } from '../connection/api.ts';
import { findSubscription } from './leave-notices.ts';

export type NoticesHere =
  | { state: 'off' | 'on' }
  | { state: 'blocked'; how: 'desktop' | 'android' | 'ios' }
  | { state: 'not-here'; why: 'insecure' | 'ios' | 'unsupported' };

interface PushKey {
  key: string;
  mine: string[];
}

const isIos = (): boolean =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) ||
  (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

/** Whether notices come to whoever is signed in on this device, and if not, why. @throws ApiFailure */
export async function findNoticesHere(): Promise<NoticesHere> {
  if (!window.isSecureContext) return { state: 'not-here', why: 'insecure' };
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window))
    // Safari there has them for what is on the home screen only.
    return { state: 'not-here', why: isIos() ? 'ios' : 'unsupported' };
  if (!(await navigator.serviceWorker.getRegistration())) return { state: 'not-here', why: 'unsupported' };
  if (Notification.permission === 'denied') {
    const how = isIos() ? 'ios' : /Android/.test(navigator.userAgent) ? 'android' : 'desktop';
    return { state: 'blocked', how };
  }
  const subscription = await findSubscription();
  if (!subscription || Notification.permission !== 'granted') return { state: 'off' };
  // Whoever was here before may have left hers behind.
  const { mine } = await api.get<PushKey>('/api/push/key');
  return { state: mine.includes(subscription.endpoint) ? 'on' : 'off' };
}

/** Asks for permission, which a browser lets a page do at a press only. @throws Error when the browser or the server cannot */
export async function turnOn(): Promise<'on' | 'refused'> {
  if ((await Notification.requestPermission()) !== 'granted') return 'refused';
  const { key } = await api.get<PushKey>('/api/push/key');
  const { pushManager } = await navigator.serviceWorker.ready;
  // One that was made for another key (another server, or a new one) cannot be sent to.
  await (await pushManager.getSubscription())?.unsubscribe();
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  await api.post('/api/push', subscription.toJSON());
  return 'on';
}

/** @throws ApiFailure */
export async function turnOff(): Promise<void> {
  const subscription = await findSubscription();
  if (!subscription) return;
  await api.delete('/api/push', { endpoint: subscription.endpoint });
  await subscription.unsubscribe();
}

/** What became of a test notice: `later` where the push service is out of reach. @throws ApiFailure */
export async function tryNotice(language: Language): Promise<'tried' | 'later' | 'not'> {
  const { state } = await api.post<{ state: 'sent' | 'refused' | 'unreachable' }>('/api/push/test', { language });
  return state === 'sent' ? 'tried' : state === 'unreachable' ? 'later' : 'not';
}
