import type { ApiError } from '@munan/flow';
import { serverClock } from '@munan/ui';

/** A request that did not succeed. `status` 0: the server was not reached. `code` is the server's own, `answer` all that it said. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly code: string;
  readonly answer: unknown;

  constructor(status: number, code: string, message: string, answer?: unknown) {
    super(message);
    this.name = 'ApiFailure';
    this.status = status;
    this.code = code;
    this.answer = answer;
  }
}

async function request<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch (cause) {
    throw new ApiFailure(0, 'unreachable', cause instanceof Error ? cause.message : String(cause));
  }
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  let answer: unknown;
  try {
    answer = text === '' ? undefined : JSON.parse(text);
  } catch {
    throw new ApiFailure(response.status, 'not-json', text.slice(0, 200));
  }
  if (!response.ok) {
    const error = (answer as Partial<ApiError> | undefined)?.error;
    throw new ApiFailure(response.status, error?.code ?? 'unknown', error?.message ?? response.statusText, answer);
  }
  const now = (answer as { now?: unknown } | undefined)?.now;
  if (typeof now === 'number') serverClock.hear(now);
  return answer as T;
}

/** The server's API; addresses and answers are in packages/flow/src/screens.ts. Every failure is an `ApiFailure`. */
export const api = {
  get: <T>(path: string) => request<T>('GET', path),
  post: <T>(path: string, body: unknown = {}) => request<T>('POST', path, body),
  put: <T>(path: string, body: unknown) => request<T>('PUT', path, body),
  delete: (path: string, body?: unknown) => request<void>('DELETE', path, body),
  /** What the server answers becomes a file of the browser's. */
  async download(path: string, body: unknown, name: string): Promise<void> {
    let response: Response;
    try {
      const headers = { 'content-type': 'application/json' };
      response = await fetch(path, { method: 'POST', credentials: 'same-origin', headers, body: JSON.stringify(body) });
    } catch (cause) {
      throw new ApiFailure(0, 'unreachable', cause instanceof Error ? cause.message : String(cause));
    }
    if (!response.ok) {
      const { error } = (await response.json().catch(() => ({}))) as Partial<ApiError>;
      throw new ApiFailure(response.status, error?.code ?? 'unknown', error?.message ?? response.statusText);
    }
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await response.blob());
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  },
};

/** `/api/x` with the given parameters; undefined ones are left out. */
export function address(path: string, parameters: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, String(value));
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}
