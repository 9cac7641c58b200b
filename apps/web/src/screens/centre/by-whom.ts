import type { AlertPage } from '@munan/flow';
import type { Words } from '@munan/language';

/** An answer to a message of somebody without an account, and the same after the alert was closed. */
const byMessage = /^(?:message:|device:message-)(self|family|neighbour|nurse)$/;

/** Who did it, in words; by name where it was somebody with an account. */
export function byWhom(words: Words, { by, byName }: Pick<AlertPage['history'][number], 'by' | 'byName'>): string {
  const t = words.response.actors;
  const who = byMessage.exec(by)?.[1];
  if (who !== undefined) return words.shell.relations[who as keyof Words['shell']['relations']];
  if (by === 'plan') return t.plan;
  if (by === 'auditor') return t.auditor;
  if (by === 'device:page') return t.page;
  if (by.startsWith('device:')) return `${t.device} ${by.slice('device:'.length)}`;
  return byName || by;
}
