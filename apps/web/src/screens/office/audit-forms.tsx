import { useWords } from '@munan/ui';
import { api } from '../../connection/api.ts';
import type { AuditChoice } from './access-part.tsx';
import { TextForm } from './text-form.tsx';

export function SignForm({ month, done }: { month: string; done: () => void }) {
  const words = useWords().audit;
  return (
    <TextForm
      label={words.note}
      hint={words.noteHint}
      needed={words.noteNeeded}
      submit={words.sign}
      explain={words.signText}
      testid="audit-note"
      refreshes="audit"
      send={(note) => api.post('/api/manage/audit/reviewed', { month, note })}
      done={done}
    />
  );
}

export function DownloadForm({ chosen, done }: { chosen: AuditChoice; done: () => void }) {
  const words = useWords().audit;
  const { month, kind, user, person } = chosen;
  const wanted = { month, kind, ...(user && { user }), ...(person && { person }) };
  return (
    <TextForm
      label={words.downloadReason}
      needed={words.reasonNeeded}
      submit={words.downloadSubmit}
      explain={words.downloadText}
      testid="audit-reason"
      refreshes="audit"
      send={(reason) => api.download('/api/manage/audit/export', { ...wanted, reason }, `munan-audit-${month}.csv`)}
      done={done}
    />
  );
}
