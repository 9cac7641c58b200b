import { type Static, Type } from 'typebox';

/**
 * By which way a message goes. `console` is the demonstration's and a drill's: written down, shown, and sent to nobody.
 * (The question through the ear is no message: it goes by the device's own command topic.)
 */
export const channelNames = ['push', 'text', 'voice', 'mail', 'console'] as const;
export const ChannelName = Type.Enum(channelNames);
export type ChannelName = (typeof channelNames)[number];

/** Whom a message is for. */
export type RecipientKind = 'self' | 'family' | 'neighbour' | 'nurse' | 'operator' | 'manager';

/** Somebody who can be told something, and the one way that is taken for her. */
export interface Recipient {
  kind: RecipientKind;
  /** User id, or the person's id for `self`; contacts without an account have none. */
  id?: string;
  name: string;
  channel: ChannelName;
  /** Telephone number (E.164 or as written), e-mail address, or user id for `push`. */
  address: string;
  language: 'ko' | 'en';
}

/**
 * waiting -> sent (the provider has it) -> delivered (her telephone has it) -> answered. "Sent" is not "delivered" is not
 * "answered". `failed`: it will not arrive; `expired`: its step ended before it went out.
 */
export const messageStates = ['waiting', 'sent', 'delivered', 'answered', 'failed', 'expired'] as const;
export type MessageState = (typeof messageStates)[number];

/** What a channel is given to send; `id` is the same at each try, and nobody gets the same id twice. */
export interface OutgoingMessage {
  id: string;
  channel: ChannelName;
  to: Pick<Recipient, 'name' | 'address' | 'language'>;
  title: string;
  body: string;
  /** Path within Munan to open: `/centre/…`. */
  link?: string;
  /** What a pressed key, or an answer by text, means. */
  keys: { key: string; means: 'ok' | 'help' | 'coming' }[];
  /** High: rings through; others may be batched by the provider. */
  urgent: boolean;
  /** After this it is of no use any more, Unix ms. */
  expiresAt: number;
}

/** What was heard of a message afterwards, by a signed callback or by the app itself. */
export const Receipt = Type.Object(
  {
    /** Id of the message. */
    message: Type.String({ minLength: 1, maxLength: 120 }),
    state: Type.Union([Type.Literal('delivered'), Type.Literal('answered'), Type.Literal('failed')]),
    /** The key that was pressed, or the first letter that was answered. */
    key: Type.Optional(Type.String({ minLength: 1, maxLength: 1 })),
    /** When it happened, Unix ms, by the provider's clock. */
    at: Type.Number(),
    /** In the provider's words, for the log. */
    detail: Type.Optional(Type.String({ maxLength: 300 })),
  },
  { additionalProperties: false },
);
export type Receipt = Static<typeof Receipt>;
