import {
  type Clock,
  EndpointError,
  type EndpointPolicy,
  send,
  type Target,
  targetOf,
  whyNotSent,
} from '@munan/runtime';

export interface Notification {
  endpoint: string;
  /** `Name: value`, with secrets. */
  headers: readonly string[];
  contentType: string;
  body: string;
  timeoutMs: number;
}

export type PostResult =
  | { ok: true }
  | {
      ok: false;
      /** For the subscriber; without addresses of the network here and without secrets. */
      reason: string;
      /** The receiver said 410: it wants no more. */
      gone?: true;
    };

/**
 * Sends one notification. Redirects are an answer like any other and not followed; nothing of the answer but its status is
 * read. Never throws. `stopped` ends it at once.
 */
export async function post(
  notification: Notification,
  { policy, clock, stopped }: { policy: EndpointPolicy; clock: Clock; stopped: AbortSignal },
): Promise<PostResult> {
  let cancel = () => {};
  const timedOut = new Promise<PostResult>((resolve) => {
    const { timeoutMs } = notification;
    const reason = `no answer within ${timeoutMs / 1000} s`;
    cancel = clock.wakeAt(clock.now() + timeoutMs, () => resolve({ ok: false, reason }));
  });
  const abort = new AbortController();
  try {
    // Looking up a name can hang too.
    const sent = targetOf(notification.endpoint, policy).then((target) =>
      notify(target, notification, AbortSignal.any([abort.signal, stopped])),
    );
    return await Promise.race([sent, timedOut]);
  } catch (error) {
    if (error instanceof EndpointError) return { ok: false, reason: error.message };
    return { ok: false, reason: whyNotSent(error) };
  } finally {
    cancel();
    abort.abort();
  }
}

async function notify(target: Target, notification: Notification, signal: AbortSignal): Promise<PostResult> {
  const headers: Record<string, string> = {};
  for (const header of notification.headers) {
    const [name = '', value = ''] = header.split(/:(.*)/s, 2);
    headers[name.trim().toLowerCase()] = value.trim();
  }
  headers['content-type'] = notification.contentType;
  const body = Buffer.from(notification.body);
  const { status } = await send(target, { headers, body, readAtMostBytes: 0, signal });
  if (status >= 200 && status < 300) return { ok: true };
  return { ok: false, reason: `answered ${status}`, ...(status === 410 && { gone: true as const }) };
}
