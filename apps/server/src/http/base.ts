import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import { HttpError } from './api-error.ts';

/** Names a request may call us by when nobody has said what our name is: addresses, this machine, the one we listen on. */
function isOwnName(name: string, config: Config): boolean {
  const bare = name.replace(/^\[|\]$/g, '');
  return (
    isIP(bare) !== 0 ||
    bare === 'localhost' ||
    bare.endsWith('.localhost') ||
    bare === hostname() ||
    bare === config.host
  );
}

type Asked = Pick<FastifyRequest, 'protocol' | 'host' | 'hostname'>;

/** As `baseOf`; undefined for a foreign name. */
export function findBaseOf(config: Config, { protocol, host, hostname: name }: Asked): string | undefined {
  if (config.publicUrl !== undefined) return config.publicUrl;
  return isOwnName(name, config) ? URL.parse(`${protocol}://${host}`)?.origin : undefined;
}

/**
 * `https://munan.example`: what issuer, audience and redirects are built from. By `--public-url`; without it (the
 * demonstration) by the address the request came to, if that is one of this machine.
 * @throws HttpError 400 for a foreign name, which some page may have been led to us by
 */
export function baseOf(config: Config, request: Asked): string {
  const base = findBaseOf(config, request);
  if (base === undefined)
    throw new HttpError(
      400,
      'name-unknown',
      `this server does not know the name ${request.hostname}; set --public-url`,
    );
  return base;
}
