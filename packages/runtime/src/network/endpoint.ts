import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** What an endpoint may be. */
export interface EndpointPolicy {
  /**
   * `host` or `host:port`, as the endpoints write them. These may lie at a private address, and be reached by plain http
   * where that address is this machine's own; any other endpoint is https at a public address.
   */
  allowedHosts: readonly string[];
}

/** An address to connect to, and no other: what a name means is asked once. */
export interface Target {
  url: URL;
  address: string;
  family: 4 | 6;
}

/** [IANA special-purpose address registries] what is not reachable from everywhere, or is nobody's. */
const notPublic = new BlockList();
for (const range of [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]) {
  const [network = '', bits] = range.split('/');
  notPublic.addSubnet(network, Number(bits), 'ipv4');
}
const publicV6 = new BlockList();
publicV6.addSubnet('2000::', 3, 'ipv6');
const notPublicV6 = new BlockList();
// Teredo, documentation and 6to4 lie inside; the last wraps an address of version 4.
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  notPublicV6.addSubnet(network, bits, 'ipv6');
}

/** Whether an IP address is one that anybody on the Internet may have. */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !notPublic.check(address, 'ipv4');
  if (family !== 6) return false;
  return publicV6.check(address, 'ipv6') && !notPublicV6.check(address, 'ipv6');
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^127\./.test(address) || /^::ffff:(127\.|7f)/i.test(address);
}

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

function isAllowed(url: URL, { allowedHosts }: EndpointPolicy): boolean {
  return allowedHosts.some((host) => host === url.hostname || host === url.host);
}

/**
 * What can be said of an endpoint before its name is looked up: undefined when nothing is wrong with it.
 * The parts of the sentence are safe to show: no address inside the network is in it.
 */
export function whyNotEndpoint(endpoint: string, policy: EndpointPolicy): string | undefined {
  const url = URL.parse(endpoint);
  if (!url || endpoint.length > 2000) return 'it is no address of at most 2000 characters';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'only https is sent to';
  if (url.username || url.password) return 'it holds a password; put it into channel.header';
  if (url.hash) return 'it holds a fragment';
  if (isAllowed(url, policy)) return undefined;
  if (url.protocol === 'http:') return 'only https is sent to';
  const host = hostOf(url);
  if (isIP(host) && !isPublic(host)) return 'its address is not a public one; see --subscription-hosts';
  return undefined;
}

export class EndpointError extends Error {}

/**
 * Looks the name up once, and answers the address to connect to. One address that is not public makes the whole name
 * refused: which of several is tried is not for the name's owner to choose.
 * @throws EndpointError
 */
export async function targetOf(endpoint: string, policy: EndpointPolicy): Promise<Target> {
  const why = whyNotEndpoint(endpoint, policy);
  if (why) throw new EndpointError(`the endpoint is refused: ${why}`);
  const url = new URL(endpoint);
  const host = hostOf(url);
  const family = isIP(host);
  let found: { address: string; family: number }[];
  try {
    found = family ? [{ address: host, family }] : await lookup(host, { all: true });
  } catch {
    throw new EndpointError('the name of the endpoint is not known');
  }
  const [first] = found;
  if (!first) throw new EndpointError('the name of the endpoint is not known');
  if (url.protocol === 'http:' && !found.every(({ address }) => isLoopback(address))) {
    throw new EndpointError('the endpoint is refused: only https is sent to');
  }
  if (!isAllowed(url, policy) && !found.every(({ address }) => isPublic(address))) {
    throw new EndpointError('the endpoint is refused: its address is not a public one; see --subscription-hosts');
  }
  return { url, address: first.address, family: first.family === 6 ? 6 : 4 };
}
