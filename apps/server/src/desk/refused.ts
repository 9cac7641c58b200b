/** What the desk refuses, with a stable code and the HTTP status that it is answered with. */
export class DeskRefused extends Error {
  readonly code: string;
  readonly statusCode: number;
  constructor(statusCode: 400 | 403 | 404 | 409, code: string, message: string) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
  }
}
