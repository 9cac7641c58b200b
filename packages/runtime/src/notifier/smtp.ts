import { createHash } from 'node:crypto';
import type { OutgoingMessage } from '@munan/flow';
import type { Channel, Handed } from './channel.ts';

export interface SmtpSettings {
  host: string;
  port: number;
  /** TLS from the first byte; else STARTTLS is demanded, but of this machine itself. */
  secure: boolean;
  user?: string;
  password?: string;
  /** `Munan <munan@example.kr>` or the address alone. */
  from: string;
  /** `https://munan.example`: where links lead. */
  publicUrl?: string;
  /** PEM of an authority of the house's own. */
  ca?: string;
}

/** Shorter than a try of the outbox: what fails here is then known not to have gone out. */
const connectWithinMs = 4_000;
const answerWithinMs = 8_000;
const loopback = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);

/**
 * E-mail. A mail server knows no ids: what was handed to it and whose answer was lost counts as `refused`
 * (`answer-lost`), so that nobody is told twice.
 */
export class SmtpChannel implements Channel {
  readonly name = 'mail';
  readonly knowsIds = false;
  #settings: SmtpSettings;

  constructor(settings: SmtpSettings) {
    this.#settings = settings;
  }

  async send(message: OutgoingMessage, signal: AbortSignal): Promise<Handed> {
    const { host, port, secure, user, password, from, publicUrl, ca } = this.#settings;
    const { to, link } = message;
    if (!isMailAddress(to.address))
      return { state: 'refused', code: 'bad-address', detail: 'this is no e-mail address' };
    const conversation = new Conversation();
    // Asked for when the first mail is sent: it takes a tenth of a second, and most processes send none.
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      ...{ host, port, secure },
      requireTLS: !secure && !loopback.has(host),
      ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
      ...(ca !== undefined && { tls: { ca } }),
      connectionTimeout: connectWithinMs,
      greetingTimeout: connectWithinMs,
      dnsTimeout: connectWithinMs,
      socketTimeout: answerWithinMs,
      transactionLog: true,
      logger: conversation.logger,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      const { response } = await transport.sendMail({
        from,
        to: { name: to.name, address: to.address },
        subject: message.title,
        textEncoding: 'base64',
        text: link === undefined || publicUrl === undefined ? message.body : `${message.body}\n\n${publicUrl}${link}`,
        messageId: messageIdOf(message.id, from),
        headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': to.language },
        priority: message.urgent ? 'high' : 'normal',
        signal,
      });
      return { state: 'sent', reference: response.slice(0, 200) };
    } catch (error) {
      return failed(error as SmtpFailure, conversation.handedOver, signal);
    } finally {
      transport.close();
    }
  }
}

interface SmtpFailure extends Error {
  code?: string;
  /** The server's, such as 550. */
  responseCode?: number;
}

function failed({ code = '', responseCode, message }: SmtpFailure, handedOver: boolean, signal: AbortSignal): Handed {
  const detail = message.slice(0, 300);
  if (code === 'EAUTH') return { state: 'unreachable', code: 'login-refused', detail };
  if (code === 'ETLS') return { state: 'unreachable', code: 'no-tls', detail };
  if (responseCode !== undefined && responseCode >= 500) return { state: 'refused', code: 'rejected', detail };
  if (responseCode !== undefined && responseCode >= 400) return { state: 'unreachable', code: 'deferred', detail };
  if (handedOver) return { state: 'refused', code: 'answer-lost', detail };
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return { state: 'refused', code: 'rejected', detail };
  return { state: 'unreachable', code: signal.aborted ? 'timeout' : 'not-connected', detail };
}

/** What the server said, as far as we must know it: that it waits for the mail itself [RFC 5321, 4.2.3: 354]. */
class Conversation {
  handedOver = false;
  readonly logger;

  constructor() {
    const hear = (entry: unknown, ...said: unknown[]): void => {
      const { tnx } = (typeof entry === 'object' && entry !== null ? entry : {}) as { tnx?: string };
      if (tnx === 'server' && said.some((text) => typeof text === 'string' && text.startsWith('354')))
        this.handedOver = true;
    };
    this.logger = { level: () => {}, trace: hear, debug: hear, info: hear, warn: hear, error: hear, fatal: hear };
  }
}

/** One address and nothing that could become a second one, or a header. */
function isMailAddress(address: string): boolean {
  return address.length <= 200 && /^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+$/.test(address);
}

/** The same at each try: a reader's mail program shows one that came twice once. */
function messageIdOf(id: string, from: string): string {
  const domain = /@([a-z0-9.-]+)>?$/i.exec(from)?.[1] ?? 'munan.invalid';
  return `<${createHash('sha256').update(id).digest('hex').slice(0, 32)}@${domain}>`;
}
