/** A mail server on this machine that keeps what it is sent. */
import { SMTPServer } from 'smtp-server';

export interface Mail {
  from: string;
  to: string[];
  text: string;
}

/** `silent`: takes the mail and never says so; `cut`: takes it and ends the connection. */
export type SmtpMode = 'normal' | 'rejects' | 'defers' | 'silent' | 'cut';

export class SmtpForTests {
  mode: SmtpMode = 'normal';
  readonly mails: Mail[] = [];
  /** How often a password was shown. */
  logins = 0;
  #server: SMTPServer;
  #waiting: (() => void)[] = [];

  constructor(login?: { user: string; password: string }) {
    this.#server = new SMTPServer({
      // A certificate for a test would have to be made: the way with TLS is nodemailer's own.
      disabledCommands: login ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
      allowInsecureAuth: true,
      logger: false,
      disableReverseLookup: true,
      onAuth: ({ username, password }, _session, done) => {
        this.logins++;
        if (username === login?.user && password === login?.password) done(null, { user: username });
        else done(new Error('who are you?'));
      },
      onRcptTo: ({ address }, _session, done) => {
        const code = this.mode === 'rejects' ? 550 : this.mode === 'defers' ? 451 : undefined;
        if (code === undefined) return done();
        done(Object.assign(new Error(`${address} not now`), { responseCode: code }));
      },
      onData: (stream, session, done) => {
        const pieces: Buffer[] = [];
        stream.on('data', (piece: Buffer) => pieces.push(piece));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          this.mails.push({
            from: mailFrom ? mailFrom.address : '',
            to: rcptTo.map(({ address }) => address),
            text: Buffer.concat(pieces).toString(),
          });
          for (const wake of this.#waiting.splice(0)) wake();
          if (this.mode === 'normal') done();
          if (this.mode === 'cut') for (const connection of this.#server.connections) connection.close();
        });
      },
    });
    this.#server.on('error', () => {});
  }

  async open(host = '127.0.0.1'): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, host, resolve));
    return (this.#server.server.address() as { port: number }).port;
  }

  /** The next mail, whatever is answered. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async close(): Promise<void> {
    for (const connection of this.#server.connections) connection.close();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
