import { Title } from '@mantine/core';
import type { Me } from '@munan/flow';
import { useWords } from '@munan/ui';
import { Link, Outlet } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useLive } from '../connection/live.ts';
import { Brand } from './brand.tsx';
import classes from './frame.module.css';
import { DeadLineBar, LineMark } from './line.tsx';
import { AccountMenu, LanguageSwitch } from './preferences.tsx';
import { homeOf, MeContext } from './session.tsx';

/** Around every screen of somebody signed in: the bar, the freshness, the demonstration's banner. */
export function Frame({ me }: { me: Me }) {
  const words = useWords().shell;
  useLive(me);
  return (
    <MeContext value={me}>
      <div className={classes.frame}>
        <a className={classes.skip} href="#content">
          {words.skipToContent}
        </a>
        <header className={`${classes.head} munan-no-print`}>
          {me.demonstration ? <div className={classes.demonstration}>{words.demonstration}</div> : null}
          <div className={classes.bar}>
            <Link to={homeOf[me.role]} className={classes.brand}>
              <Brand size={28} />
              {words.appName}
            </Link>
            <span className={classes.spring} />
            <LineMark />
            <LanguageSwitch className={classes.barButton} />
            <AccountMenu />
          </div>
          <DeadLineBar />
        </header>
        <Outlet />
      </div>
    </MeContext>
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
