import type { Alert, AlertCommand } from '@munan/flow';
import type { AlertBook } from './book.ts';
import { BeingCalled } from './call-lock.ts';
import type { ResponseNeeds } from './needs.ts';
import { isRefusal, type Refusal, type User } from './rules.ts';
import { findAlert, openAlertsOf } from './store.ts';

/** What an operator does: the alert after it, or why nothing was done. What one alert cannot see of another is asked here. */
export async function runCommand(
  book: AlertBook,
  { rules, around }: Pick<ResponseNeeds, 'rules' | 'around'>,
  id: string,
  command: AlertCommand,
  user: User,
): Promise<Alert | Refusal> {
  try {
    return await book.turn(async (turn) => {
      const alert = await findAlert(turn.query, id);
      if (!alert) return { code: 'not-found', message: `there is no alert ${id}` };
      const result = rules.apply(alert, command, user, turn.now, around(alert.subject, turn.now));
      if (isRefusal(result)) return result;
      if (command.command === 'reopen') {
        const others = await openAlertsOf(turn.query, [alert.subject]);
        const other = others.find(({ family }) => family === alert.family);
        if (other && other.id !== id)
          return { code: 'other-open', message: `alert ${other.id} of the same subject and family is open` };
      }
      return turn.move(alert, result) ?? alert;
    });
  } catch (error) {
    if (error instanceof BeingCalled) return { code: 'being-called', message: error.message, by: error.by };
    throw error;
  }
}
