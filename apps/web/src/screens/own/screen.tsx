import { useWords } from '@munan/ui';
import { Page } from '../../shell/frame.tsx';

/** Her own page, in large print. */
export function OwnScreen() {
  const words = useWords();
  return (
    <Page title={words.shell.homes.person} width="narrow">
      <p>{words.shell.homes.person}</p>
    </Page>
  );
}
