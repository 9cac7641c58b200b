import { ActionIcon, Button } from '@mantine/core';
import { languageNames } from '@munan/language';
import { useLanguage } from '@munan/ui';
import { IconLanguage, IconUserCircle } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import classes from './frame.module.css';

// A menu is a tenth of the first load of a nurse's page: it comes with the first press.
const OpenMenu = lazy(() => import('./account-menu.tsx').then(({ AccountMenu }) => ({ default: AccountMenu })));

/** Where there is no room: of each name its beginning. */
const shortNames = { ko: '한', en: 'EN' } as const;

/** One press between the languages; each is named in its own. */
export function LanguageSwitch({ className }: { className?: string }) {
  const { language, words, choose } = useLanguage();
  const other = language === 'ko' ? 'en' : 'ko';
  return (
    <Button
      variant="transparent"
      size="sm"
      h={44}
      px={8}
      className={className ?? ''}
      title={words.shell.language.switchTo}
      lang={other}
      leftSection={<IconLanguage size={22} aria-hidden />}
      onClick={() => choose(other)}
    >
      <span className={classes.wholeName}>{languageNames[other]}</span>
      <span className={classes.shortName} aria-hidden>
        {shortNames[other]}
      </span>
    </Button>
  );
}

/** The button of the account's menu. */
export function AccountMenu() {
  const { words } = useLanguage();
  const [wanted, setWanted] = useState(false);
  const button = (
    <ActionIcon
      variant="transparent"
      size={44}
      className={classes.barButton}
      aria-label={words.shell.account.menu}
      aria-haspopup="menu"
      aria-expanded={false}
      onClick={() => setWanted(true)}
    >
      <IconUserCircle size={26} aria-hidden />
    </ActionIcon>
  );
  if (!wanted) return button;
  return (
    <Suspense fallback={button}>
      <OpenMenu />
    </Suspense>
  );
}
