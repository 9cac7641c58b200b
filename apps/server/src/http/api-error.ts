import type { ApiError } from '@munan/flow';

/** An error that a screen or a script understands: HTTP status, stable code, one sentence. */
export class HttpError extends Error {
  readonly statusCode: number;
  readonly code: string;
  readonly extra: Record<string, unknown>;

  constructor(statusCode: number, code: string, message: string, extra: Record<string, unknown> = {}) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
    this.extra = extra;
  }
}

export const notFound = (what: string): HttpError => new HttpError(404, 'not-found', `there is no ${what}`);

/** What rooms refuse, by their codes: they know nothing of HTTP. */
const refusals: Record<string, number> = {
  'user-invalid': 400,
  'user-exists': 409,
  'user-unknown': 404,
  'password-weak': 400,
  'client-invalid': 400,
  'client-exists': 409,
  'passkey-refused': 401,
  'device-id-invalid': 400,
  'device-exists': 409,
  'device-unknown': 404,
  'device-revoked': 409,
};

interface Thrown {
  statusCode?: number;
  /** Of the record's OutcomeError. */
  status?: number;
  code?: string;
  message?: string;
  validation?: { instancePath?: string; message?: string; params?: Record<string, unknown> }[];
}

/** Any thrown thing as status and body; what we did not foresee says nothing of the inside. */
export function answerOf(error: unknown): { status: number; body: ApiError & Record<string, unknown> } {
  if (error instanceof HttpError)
    return { status: error.statusCode, body: { error: { code: error.code, message: error.message }, ...error.extra } };
  const thrown = error as Thrown;
  const { code, message, validation } = thrown;
  const statusCode = thrown.statusCode ?? thrown.status ?? refusals[code ?? ''];
  if (validation?.length) {
    const [first] = validation;
    const where = first?.instancePath ? first.instancePath.slice(1).replaceAll('/', '.') : 'the request';
    return {
      status: 400,
      body: { error: { code: 'invalid', message: `${where} ${first?.message ?? 'is not valid'}` } },
    };
  }
  if (statusCode && statusCode >= 400 && statusCode < 500)
    return {
      status: statusCode,
      body: { error: { code: code ?? 'refused', message: (message ?? 'refused').split('\n')[0] as string } },
    };
  return { status: 500, body: { error: { code: 'internal', message: 'the server failed; it is in its log' } } };
}
