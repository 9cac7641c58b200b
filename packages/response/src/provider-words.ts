/** E-mail addresses, and anything with as many digits as a telephone number. */
const addresses = /[^\s<>"'(),;:]+@[^\s<>"'(),;:]+|\+?\d(?:[\s\-.()]*\d){6,}/g;

/**
 * A provider's own words for the log, without what it repeats of the message: whom it was for and what it said has no place
 * there.
 */
export function loggable(detail: string, message: Partial<Record<'body' | 'title' | 'to_name', string>> = {}): string {
  let text = detail.slice(0, 2_000);
  for (const part of [message.body, message.title, message.to_name]) if (part) text = text.replaceAll(part, '…');
  return text.replace(addresses, '…').slice(0, 300);
}
