import { type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Clock } from '@munan/runtime';
import { EndpointError, type EndpointPolicy, type Target, targetOf } from './endpoint.ts';

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

/** Of a failed connection only this much is told. */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the host cannot be reached',
  ETIMEDOUT: 'the host did not answer',
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
      send(target, notification, AbortSignal.any([abort.signal, stopped])),
    );
    return await Promise.race([sent, timedOut]);
  } catch (error) {
    if (error instanceof EndpointError) return { ok: false, reason: error.message };
    const { code = '' } = error as NodeJS.ErrnoException;
    const isTls = /^(ERR_TLS|ERR_SSL|CERT|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|HOSTNAME)/.test(code);
    const other = isTls ? 'its certificate or its TLS is not accepted' : 'it could not be sent';
    return { ok: false, reason: reasons[code] ?? other };
  } finally {
    cancel();
    abort.abort();
  }
}

function send({ url, address, family }: Target, notification: Notification, signal: AbortSignal): Promise<PostResult> {
  const body = Buffer.from(notification.body);
  const headers: Record<string, string | number> = {};
  for (const header of notification.headers) {
    const [name = '', value = ''] = header.split(/:(.*)/s, 2);
    headers[name.trim().toLowerCase()] = value.trim();
  }
  const options: RequestOptions = {
    method: 'POST',
    signal,
    // A connection of its own: one that was kept open could lead elsewhere than what is allowed now.
    agent: false,
    // The address that was judged, whatever the name means by now. `all` is how Node asks for several to choose from.
    lookup: (_name, { all }, found) => (all ? found(null, [{ address, family }]) : found(null, address, family)),
    headers: { ...headers, 'content-type': notification.contentType, 'content-length': body.length },
  };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'http:' ? requestHttp : requestHttps)(url, options, (response) => {
      const { statusCode = 0 } = response;
      response.destroy();
      if (statusCode >= 200 && statusCode < 300) return resolve({ ok: true });
      const gone = statusCode === 410 ? { gone: true as const } : {};
      resolve({ ok: false, reason: `answered ${statusCode}`, ...gone });
    });
    // Also after the answer: an error that nobody hears would end the process.
    request.on('error', reject);
    request.end(body);
  });
}
