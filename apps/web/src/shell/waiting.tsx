import { Alert, Button, Center, Loader, VisuallyHidden } from '@mantine/core';
import type { Words } from '@munan/language';
import { useWords } from '@munan/ui';
import { IconCloudOff } from '@tabler/icons-react';
import { ApiFailure } from '../connection/api.ts';

/** What went wrong, in words that a person can act on. */
export function failureSentence(words: Words, failure: unknown): string {
  const t = words.shell.errors;
  if (!(failure instanceof ApiFailure)) return failure instanceof Error ? failure.message : String(failure);
  if (failure.status === 0) return t.unreachable;
  const refusals: Record<string, string> = words.response.refusals;
  const refusal = Object.hasOwn(refusals, failure.code) && failure.status !== 404 ? refusals[failure.code] : undefined;
  if (refusal) return refusal;
  if (failure.status === 403) return t.forbidden;
  if (failure.status === 404) return t.missing;
  if (failure.status === 409) return t.outOfDate;
  if (failure.status >= 500) return t.server;
  return t.refused(failure.message);
}

export function Waiting() {
  const words = useWords().shell;
  return (
    <Center mih="40vh" role="status">
      <Loader aria-hidden />
      <VisuallyHidden>{words.loading}</VisuallyHidden>
    </Center>
  );
}

/**
 * What stands in place of data that is not there: still coming, or why it does not come.
 * Use as `if (!query.data) return <NotYet query={query} />`.
 */
export function NotYet({ query }: { query: { error: unknown; refetch: () => unknown } }) {
  if (!query.error) return <Waiting />;
  return <Failed error={query.error} retry={() => void query.refetch()} />;
}

export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const words = useWords();
  return (
    <Alert
      role="alert"
      color="red"
      variant="outline"
      icon={<IconCloudOff aria-hidden />}
      title={words.shell.errors.title}
      my="md"
    >
      <p>{failureSentence(words, error)}</p>
      {retry ? (
        <Button variant="default" onClick={retry}>
          {words.shell.actions.retry}
        </Button>
      ) : null}
    </Alert>
  );
}
