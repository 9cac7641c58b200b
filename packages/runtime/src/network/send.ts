import { type IncomingHttpHeaders, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Target } from './endpoint.ts';

export interface Sending {
  headers: Readonly<Record<string, string | number>>;
  body: Buffer;
  /** Of the answer's body this much is read; a longer one is an `AnswerTooLong`. 0: nothing but its status is read. */
  readAtMostBytes: number;
  signal: AbortSignal;
}

export interface Sent {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export class AnswerTooLong extends Error {}

/** Of a failed connection only this much is told. */
const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the host cannot be reached',
  ETIMEDOUT: 'the host did not answer',
  ENOTFOUND: 'the name of the host is not known',
  EAI_AGAIN: 'the name of the host is not known now',
};

/** Why a request failed, in words without addresses of the network here and without secrets. */
export function whyNotSent(error: unknown): string {
  const { code = '', name } = error as NodeJS.ErrnoException;
  if (name === 'AbortError' || name === 'TimeoutError') return 'no answer in time';
  const isTls = /^(ERR_TLS|ERR_SSL|CERT|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|HOSTNAME)/.test(code);
  return sentences[code] ?? (isTls ? 'its certificate or its TLS is not accepted' : 'it could not be sent');
}

/**
 * One POST. Redirects are an answer like any other and not followed.
 * @throws AnswerTooLong, or what the connection failed with (see `whyNotSent`)
 */
export function send({ url, ...pinned }: Target | { url: URL }, sending: Sending): Promise<Sent> {
  const { headers, body, readAtMostBytes, signal } = sending;
  const options: RequestOptions = {
    method: 'POST',
    signal,
    // A connection of its own: one that was kept open could lead elsewhere than what is allowed now.
    agent: false,
    headers: { ...headers, 'content-length': body.length },
  };
  if ('address' in pinned) {
    const { address, family } = pinned;
    // The address that was judged, whatever the name means by now. `all` is how Node asks for several to choose from.
    options.lookup = (_name, { all }, found) =>
      all ? found(null, [{ address, family }]) : found(null, address, family);
  }
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'http:' ? requestHttp : requestHttps)(url, options, (response) => {
      const { statusCode: status = 0, headers: answered } = response;
      if (readAtMostBytes === 0) {
        response.destroy();
        resolve({ status, headers: answered, body: Buffer.alloc(0) });
        return;
      }
      const pieces: Buffer[] = [];
      let bytes = 0;
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
        if (bytes > readAtMostBytes) {
          reject(new AnswerTooLong(`more than ${readAtMostBytes} bytes were answered`));
          response.destroy();
        } else pieces.push(piece);
      });
      response.on('end', () => resolve({ status, headers: answered, body: Buffer.concat(pieces) }));
      response.on('error', reject);
    });
    // Also after the answer: an error that nobody hears would end the process.
    request.on('error', reject);
    request.end(body);
  });
}
