/** As `--desk-asleep-minutes` was given, or 5 minutes. */
export const asleepAfterMsOf = ({ deskAsleepMinutes = 5 }: { deskAsleepMinutes?: number }): number =>
  deskAsleepMinutes * 60_000;

/** How long nobody at the desk may do nothing before it counts as asleep. @throws Error in one sentence, without the option's name */
export function readAsleepMinutes(given: string): number {
  const value = Number(given);
  if (!/^\d{1,2}$/.test(given) || value < 1 || value > 60) throw new Error('allowed is a whole number from 1 to 60');
  return value;
}

/** The centre's own number, shown to a person on her page. @throws Error in one sentence, without the option's name */
export function readCentrePhone(given: string): string | undefined {
  if (given === '') return undefined;
  if (!/^\+?[0-9][0-9 -]{2,29}$/.test(given))
    throw new Error('allowed are digits, spaces and hyphens, such as 055-123-4567');
  return given;
}

export const deskOptions = [
  {
    name: 'desk-asleep-minutes',
    value: 'N',
    fallback: '5',
    help: 'the desk is asleep when no operator did anything for so long while she should',
  },
  {
    name: 'centre-phone',
    value: 'NUMBER',
    fallback: '',
    help: 'telephone of the control centre, for a person’s own page',
  },
] as const;
