import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import type { Role } from '@munan/flow';
import { useLanguage } from '@munan/ui';
import {
  IconCalendarWeek,
  IconCheck,
  IconDeviceDesktop,
  IconFingerprint,
  IconListNumbers,
  IconLogout,
  IconMoon,
  IconSun,
  IconUserCircle,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import classes from './frame.module.css';
import { useLogout, useMe } from './session.tsx';

// What a nurse has not sent yet is asked about before she goes.
const LeaveDesk = lazy(() => import('../desk/leave-desk.tsx').then(({ LeaveDesk }) => ({ default: LeaveDesk })));

const schemes = [
  { scheme: 'auto', icon: <IconDeviceDesktop size={18} aria-hidden /> },
  { scheme: 'light', icon: <IconSun size={18} aria-hidden /> },
  { scheme: 'dark', icon: <IconMoon size={18} aria-hidden /> },
] as const;

const plansReaders: ReadonlySet<Role> = new Set<Role>(['operator', 'doctor', 'manager']);

/** Who is signed in, light or dark, sign out; open, as it is fetched by the press on its button. */
export function AccountMenu() {
  const { words } = useLanguage();
  const me = useMe();
  const logout = useLogout();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [leaving, setLeaving] = useState(false);
  return (
    <Menu position="bottom-end" width={240} withinPortal defaultOpened>
      <Menu.Target>
        <ActionIcon variant="transparent" size={44} className={classes.barButton} aria-label={words.shell.account.menu}>
          <IconUserCircle size={26} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown aria-label={words.shell.account.menu}>
        <Menu.Label>
          {me.name} · {words.shell.roles[me.role]}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Label>{words.shell.scheme.label}</Menu.Label>
        {schemes.map(({ scheme, icon }) => (
          <Menu.Item
            key={scheme}
            leftSection={icon}
            rightSection={colorScheme === scheme ? <IconCheck size={18} aria-hidden /> : undefined}
            onClick={() => setColorScheme(scheme)}
          >
            {words.shell.scheme[scheme]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {plansReaders.has(me.role) ? (
          <Menu.Item component={Link} to="/plans" leftSection={<IconListNumbers size={18} aria-hidden />}>
            {words.shell.plans}
          </Menu.Item>
        ) : null}
        {plansReaders.has(me.role) || me.role === 'nurse' ? (
          <Menu.Item component={Link} to="/shifts" leftSection={<IconCalendarWeek size={18} aria-hidden />}>
            {words.shell.shifts}
          </Menu.Item>
        ) : null}
        <Menu.Item component={Link} to="/account" leftSection={<IconFingerprint size={18} aria-hidden />}>
          {words.signIn.passkeys.menu}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={18} aria-hidden />}
          onClick={() => (me.role === 'nurse' ? setLeaving(true) : void logout())}
          data-testid="sign-out"
        >
          {words.shell.account.logout}
        </Menu.Item>
      </Menu.Dropdown>
      {leaving ? (
        <Suspense>
          <LeaveDesk logout={logout} stay={() => setLeaving(false)} />
        </Suspense>
      ) : null}
    </Menu>
  );
}
