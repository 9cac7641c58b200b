import type { Finding } from '@munan/flow';

/** What was found and what was kept from the desk, each once, newest first. */
export function allFindings(findings: Finding[], held: Finding[]): Finding[] {
  // The page may have a finding without its mark: whoever holds it back knows best.
  const byId = new Map([...findings, ...held].map((finding) => [finding.id, finding]));
  return [...byId.values()].sort((a, b) => b.at - a.at);
}
