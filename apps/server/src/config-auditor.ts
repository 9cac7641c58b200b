/** Where a sign of life goes. @throws Error in one sentence, without the option's name */
export function readHeartbeatUrl(given: string): string | undefined {
  if (given === '') return undefined;
  const url = URL.parse(given);
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username || url.password || url.hash)
    throw new Error('allowed is https://HOST/PATH, without a user and a password');
  return url.href;
}

export const auditorOptions = [
  {
    name: 'heartbeat-url',
    value: 'URL',
    fallback: '',
    help: 'asked once a minute while all is well, URL/fail when not: somebody outside notices the silence',
  },
] as const;
