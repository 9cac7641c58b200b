/** The month, `2026-11`, of a moment that is given in the time of the site. */
export function monthAt(siteMs: number): string {
  return new Date(siteMs).toISOString().slice(0, 7);
}

const mostMonths = 120;

/** Newest first, both ends among them; at most ten years. */
export function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  for (let month = last; month >= first && months.length < mostMonths; ) {
    months.push(month);
    const [year = 0, number = 1] = month.split('-').map(Number);
    month = monthAt(Date.UTC(year, number - 2, 1));
  }
  return months;
}
