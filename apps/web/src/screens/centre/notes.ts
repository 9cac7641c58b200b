import { useState } from 'react';

/** What was typed about an alert and not yet saved: kept while the page is open, whatever else is looked at. */
const drafts = new Map<string, string>();

export function useNote(alert: string): [string, (note: string) => void] {
  const [, redraw] = useState(0);
  return [
    drafts.get(alert) ?? '',
    (note) => {
      if (note === '') drafts.delete(alert);
      else drafts.set(alert, note);
      redraw((n) => n + 1);
    },
  ];
}
