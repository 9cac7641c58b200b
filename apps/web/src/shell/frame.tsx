import { Title } from '@mantine/core';
import type { Me } from '@munan/flow';
import { useWords } from '@munan/ui';
import { Link, Outlet } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { useLive } from '../connection/live.ts';
import { findNurse, loadNurse } from '../desk/nurse-chunk.ts';
import { Brand } from './brand.tsx';
import classes from './frame.module.css';
import { DeadLineBar, LineMark } from './line.tsx';
import { AccountMenu, LanguageSwitch } from './preferences.tsx';
import { homeOf, MeContext } from './session.tsx';
import { UpdateBar } from './update-bar.tsx';
import { Waiting } from './waiting.tsx';

// The desk is the nurse's: nobody else loads it.
const LazyNurse = lazy(() => loadNurse().then(({ NurseFrame }) => ({ default: NurseFrame })));

/** Around every screen of somebody signed in: the bar, the freshness, the demonstration's banner. */
export function Frame({ me, live }: { me: Me; live: boolean }) {
  useLive(me, live);
  // One and the same as long as she is here: another component would open her desk anew.
  const [Nurse] = useState(() => findNurse()?.NurseFrame ?? LazyNurse);
  return (
    <MeContext value={me}>
      {me.role === 'nurse' ? (
        <Suspense fallback={<Waiting />}>
          <Nurse me={me}>{(mark, bars) => <Inside me={me} mark={mark} bars={bars} />}</Nurse>
        </Suspense>
      ) : (
        <Inside me={me} mark={<LineMark />} bars={<DeadLineBar />} />
      )}
    </MeContext>
  );
}

function Inside({ me, mark, bars }: { me: Me; mark: ReactNode; bars: ReactNode }) {
  const words = useWords().shell;
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#content">
        {words.skipToContent}
      </a>
      <header className={`${classes.head} munan-no-print`}>
        {me.demonstration ? <div className={classes.demonstration}>{words.demonstration}</div> : null}
        <div className={classes.bar}>
          <Link to={homeOf[me.role]} className={classes.brand}>
            <Brand size={28} />
            <span className={classes.brandName}>{words.appName}</span>
          </Link>
          <span className={classes.spring} />
          {mark}
          <LanguageSwitch className={classes.barButton} />
          <AccountMenu />
        </div>
        {bars}
        <UpdateBar />
      </header>
      <Outlet />
    </div>
  );
}

/**
 * The content of one screen: the page's title (h1 and the tab's), actions to its right, and the width it needs.
 * `width`: narrow for forms and phones, middle for pages that are read, full for boards.
 */
export function Page({
  title,
  titleMark,
  actions,
  width = 'middle',
  children,
}: {
  title: string;
  titleMark?: ReactNode;
  actions?: ReactNode;
  width?: 'narrow' | 'middle' | 'full';
  children: ReactNode;
}) {
  const appName = useWords().shell.appName;
  useEffect(() => {
    document.title = `${title} · ${appName}`;
  }, [title, appName]);
  return (
    <main id="content" tabIndex={-1} className={`${classes.main} ${width === 'full' ? '' : classes[width]}`}>
      <div className={classes.titleRow}>
        <Title order={1}>
          {title} {titleMark}
        </Title>
        {actions}
      </div>
      {children}
    </main>
  );
}
