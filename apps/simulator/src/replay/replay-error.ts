export type ReplayErrorCode =
  | 'no-such-file'
  | 'empty'
  | 'not-gzip'
  | 'gzip-truncated'
  | 'gzip-damaged'
  | 'unknown-format'
  | 'wrong-format'
  | 'missing-column'
  | 'bad-cell'
  | 'no-rows'
  | 'no-such-trial'
  | 'bad-option'
  | 'refused'
  | 'unreachable';

/** A recording that cannot be replayed; the message is one line that says which file, what is wrong and what was expected. */
export class ReplayError extends Error {
  readonly code: ReplayErrorCode;

  constructor(code: ReplayErrorCode, message: string) {
    super(message);
    this.name = 'ReplayError';
    this.code = code;
  }
}
