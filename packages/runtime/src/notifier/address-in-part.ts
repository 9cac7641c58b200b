/** `…5678` of a number, `m…@example.kr` of an e-mail address, nothing of anything else: for screens and logs. */
export function addressInPart(address: string): string {
  const [, first, domain] = /^(.).*@([^@]+)$/u.exec(address) ?? [];
  if (first !== undefined) return `${first}…@${domain}`;
  const digits = address.replace(/\D/g, '');
  return /^[+\d()\-. ]+$/.test(address) && digits.length > 4 ? `…${digits.slice(-4)}` : '…';
}
