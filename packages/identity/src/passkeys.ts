import { createHash } from 'node:crypto';
import type { Clock, Database } from '@munan/runtime';
import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { OpenidStore } from './openid/store.ts';
import type { OpenidTables } from './openid/tables.ts';

export type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
};

export class PasskeyError extends Error {
  readonly code = 'passkey-refused';
}

export interface Passkey {
  id: string;
  name: string;
  created: number;
  lastUsed?: number;
}

const challengeLivesMs = 5 * 60_000;
const mostPasskeys = 20;
/** A rule of WebAuthn is that this tells nothing of the person, so it is not the user id itself. */
const handleOf = (user: string): Buffer => createHash('sha256').update(`munan:${user}`).digest();

/** Whose ceremony a challenge belongs to: another session's answer, or a second one, is refused. */
interface Challenge {
  for: string;
}

export type Passkeys = ReturnType<typeof openPasskeys>;

/**
 * WebAuthn [W3C Web Authentication Level 3]: sign in by the device's own check of the person. User verification is always
 * required, a challenge is good once and for five minutes, and a counter that goes back refuses a copied key.
 */
export function openPasskeys(database: Database, clock: Clock, store: OpenidStore) {
  const query = database.query.withTables<OpenidTables>();

  const keep = (challenge: string, owner: string): Promise<void> =>
    store.put('PasskeyChallenge', challenge, { for: owner } satisfies Challenge, clock.now() + challengeLivesMs);
  const isOurs = (owner: string) => async (challenge: string) =>
    (await store.take<Challenge>('PasskeyChallenge', challenge))?.for === owner;
  const place = (base: string) => ({ rpID: new URL(base).hostname, origin: base });
  const transportsOf = (text: string) => JSON.parse(text) as AuthenticatorTransport[];

  async function rowsOf(user: string) {
    return query.selectFrom('passkey').selectAll().where('user_id', '=', user).orderBy('created').execute();
  }

  /** What the library throws tells of the answer that was sent, not of us. */
  async function checked<T extends { verified: boolean }>(work: Promise<T>): Promise<T> {
    const result = await work.catch((error: unknown) => {
      throw new PasskeyError(`the passkey was refused: ${error instanceof Error ? error.message : 'unreadable'}`);
    });
    if (!result.verified) throw new PasskeyError('the passkey was refused: its signature is wrong');
    return result;
  }

  return {
    async of(user: string): Promise<Passkey[]> {
      return (await rowsOf(user)).map(({ id, name, created, last_used }) => ({
        id,
        name,
        created,
        ...(last_used === null ? {} : { lastUsed: last_used }),
      }));
    },

    /** `owner` is the session that registers; only it may go on. @throws PasskeyError */
    async beginAdding(base: string, user: { id: string; name: string }, owner: string) {
      const rows = await rowsOf(user.id);
      if (rows.length >= mostPasskeys) throw new PasskeyError(`there are ${mostPasskeys} passkeys already; remove one`);
      const options = await generateRegistrationOptions({
        rpName: 'Munan',
        rpID: place(base).rpID,
        userName: user.id,
        userDisplayName: user.name,
        userID: new Uint8Array(handleOf(user.id)),
        timeout: challengeLivesMs,
        attestationType: 'none',
        excludeCredentials: rows.map(({ id, transports }) => ({ id, transports: transportsOf(transports) })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      });
      await keep(options.challenge, `add ${owner}`);
      return options;
    },

    /** @throws PasskeyError */
    async add(
      base: string,
      {
        user,
        name,
        owner,
        response,
      }: { user: string; name: string; owner: string; response: RegistrationResponseJSON },
    ): Promise<void> {
      const { rpID, origin } = place(base);
      const { registrationInfo } = await checked(
        verifyRegistrationResponse({
          response,
          expectedChallenge: isOurs(`add ${owner}`),
          expectedOrigin: origin,
          expectedRPID: rpID,
          requireUserVerification: true,
        }),
      );
      if (!registrationInfo) throw new PasskeyError('the passkey was refused');
      const { credential, credentialBackedUp } = registrationInfo;
      const { numInsertedOrUpdatedRows } = await query
        .insertInto('passkey')
        .values({
          id: credential.id,
          user_id: user,
          name,
          public_key: Buffer.from(credential.publicKey).toString('base64url'),
          counter: credential.counter,
          transports: JSON.stringify(credential.transports ?? []),
          backed_up: credentialBackedUp ? 1 : 0,
          created: clock.now(),
          last_used: null,
        })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirstOrThrow();
      if (Number(numInsertedOrUpdatedRows ?? 0) === 0) throw new PasskeyError('this passkey is registered already');
    },

    async remove(user: string, id: string): Promise<boolean> {
      const { numDeletedRows } = await query
        .deleteFrom('passkey')
        .where('id', '=', id)
        .where('user_id', '=', user)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },

    /** No user is named: the device shows whose keys it has. `owner` is the sign-in this is part of. */
    async beginSignIn(base: string, owner: string): Promise<PublicKeyCredentialRequestOptionsJSON> {
      const { rpID } = place(base);
      const options = await generateAuthenticationOptions({
        rpID,
        userVerification: 'required',
        timeout: challengeLivesMs,
      });
      await keep(options.challenge, `sign-in ${owner}`);
      return options;
    },

    /** @returns the user id @throws PasskeyError */
    async signIn(base: string, owner: string, response: AuthenticationResponseJSON): Promise<string> {
      const { rpID, origin } = place(base);
      const row = await query.selectFrom('passkey').selectAll().where('id', '=', response.id).executeTakeFirst();
      if (!row) throw new PasskeyError('the passkey is not registered here');
      const handle = response.response.userHandle;
      if (handle !== undefined && handle !== handleOf(row.user_id).toString('base64url'))
        throw new PasskeyError('the passkey belongs to somebody else');
      const { authenticationInfo } = await checked(
        verifyAuthenticationResponse({
          response,
          expectedChallenge: isOurs(`sign-in ${owner}`),
          expectedOrigin: origin,
          expectedRPID: rpID,
          requireUserVerification: true,
          credential: {
            id: row.id,
            publicKey: new Uint8Array(Buffer.from(row.public_key, 'base64url')),
            counter: row.counter,
            transports: transportsOf(row.transports),
          },
        }),
      );
      // Only from the counter that was checked: of two copies at once the second does not pass.
      const { numUpdatedRows } = await query
        .updateTable('passkey')
        .set({ counter: authenticationInfo.newCounter, last_used: clock.now() })
        .where('id', '=', row.id)
        .where('counter', '=', row.counter)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) throw new PasskeyError('the passkey was used twice in one moment');
      return row.user_id;
    },
  };
}
