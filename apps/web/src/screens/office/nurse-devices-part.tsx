import { Button } from '@mantine/core';
import { mostDaysAway, type SyncDeviceList, type SyncDeviceRow } from '@munan/flow';
import { useLanguage, useNow } from '@munan/ui';
import { IconAlertTriangle, IconDeviceMobile, IconDeviceMobileOff } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../connection/api.ts';
import { queries } from '../../connection/queries.ts';
import { Failed, NotYet } from '../../shell/waiting.tsx';
import { type Column, DataTable } from './data-table.tsx';
import { Dialog } from './dialog.tsx';
import classes from './office.module.css';
import { SureForm } from './sure-form.tsx';

/** From here on a nurse's device says that its clock is doubtful (SyncState of packages/sync). */
const clockDoubtfulMs = 2 * 60_000;
/** A clock within this is right: networks alone account for it. */
const clockRightMs = 5_000;
const dayMs = 24 * 60 * 60_000;

/** One device may be used by several nurses; each is a row. */
const keyOf = ({ id, user }: SyncDeviceRow): string => `${id}/${user.id}`;
const shortId = (id: string): string => id.slice(0, 8);

/** The phones and tablets of the nurses: when each was last heard of, whether its clock is right; erasing a lost one. */
export function NurseDevicesPart() {
  const { words: all } = useLanguage();
  const words = all.desk.devices;
  const now = useNow(10_000);
  const client = useQueryClient();
  const list = useQuery({ ...queries.syncDevices(), refetchInterval: 60_000 });
  const [asked, setAsked] = useState<SyncDeviceRow>();
  const change = useMutation({
    mutationFn: ({ id, what }: { id: string; what: 'wipe' | 'allow' }) =>
      api.post<SyncDeviceRow>(`/api/manage/sync-devices/${encodeURIComponent(id)}/${what}`),
    onSuccess: () => {
      setAsked(undefined);
      return client.invalidateQueries({ queryKey: queries.syncDevices().queryKey });
    },
  });
  const columns = useColumns(now, setAsked, (id) => change.mutate({ id, what: 'allow' }), change.isPending);
  const data: SyncDeviceList | undefined = list.data;
  if (!data) return <NotYet query={list} />;
  return (
    <>
      <p className={classes.count}>{words.hint}</p>
      {change.error && !asked ? <Failed error={change.error} /> : null}
      <DataTable
        label={all.office.parts['sync-devices']}
        testid="nurse-device-row"
        rows={data.devices}
        keyOf={keyOf}
        columns={columns}
      />
      {data.devices.length === 0 ? <p>{words.empty}</p> : null}
      <Dialog
        title={asked ? words.wipeTitle(asked.user.name) : ''}
        opened={asked !== undefined}
        close={() => setAsked(undefined)}
      >
        {asked ? (
          <SureForm
            yes={words.wipeYes}
            testid="wipe-submit"
            error={change.error}
            pending={change.isPending}
            leave={() => setAsked(undefined)}
            doIt={() => change.mutate({ id: asked.id, what: 'wipe' })}
          >
            <p>{words.wipeText}</p>
          </SureForm>
        ) : null}
      </Dialog>
    </>
  );
}

function useColumns(
  now: number,
  wipe: (device: SyncDeviceRow) => void,
  allow: (id: string) => void,
  busy: boolean,
): Column<SyncDeviceRow>[] {
  const { words: all, formats } = useLanguage();
  const words = all.desk.devices;
  return [
    {
      name: words.columns.device,
      head: true,
      cell: (device) => (
        <>
          <span className={classes.name}>{device.name}</span>{' '}
          <span className={classes.quiet}>
            {shortId(device.id)} · {words.enrolled(formats.day(device.enrolled))}
          </span>
        </>
      ),
    },
    { name: words.columns.nurse, cell: ({ user }) => user.name },
    { name: words.columns.lastContact, cell: ({ lastContact }) => formats.ago(lastContact, now) },
    {
      name: words.columns.clock,
      cell: ({ clockErrorMs: error }) => (
        <span className={Math.abs(error) >= clockDoubtfulMs ? classes.warn : undefined}>
          {Math.abs(error) >= clockDoubtfulMs ? <IconAlertTriangle aria-hidden size={18} /> : null}
          {Math.abs(error) < clockRightMs
            ? words.clockRight
            : error > 0
              ? words.clockFast(formats.span(error))
              : words.clockSlow(formats.span(error))}
        </span>
      ),
    },
    {
      name: words.columns.state,
      cell: ({ wipe: wiped, lastContact }) => {
        const away = now - lastContact > mostDaysAway * dayMs;
        return (
          <span className={wiped || away ? classes.off : classes.on}>
            {wiped || away ? <IconDeviceMobileOff aria-hidden size={18} /> : <IconDeviceMobile aria-hidden size={18} />}
            {wiped
              ? wiped.done === undefined
                ? words.wipeAsked(wiped.by, formats.moment(wiped.at, now))
                : words.wiped(formats.moment(wiped.done, now))
              : away
                ? words.away
                : words.working}
          </span>
        );
      },
    },
    {
      name: words.columns.actions,
      cell: (device) => {
        const { id, name, user } = device;
        return device.wipe ? (
          <Button
            h={44}
            px="sm"
            variant="default"
            disabled={busy}
            aria-label={words.allowFor(`${name} ${shortId(id)}`, user.name)}
            data-testid="allow-device"
            onClick={() => allow(id)}
          >
            {words.allow}
          </Button>
        ) : (
          <Button
            h={44}
            px="sm"
            variant="default"
            className={classes.danger}
            aria-label={words.wipeFor(`${name} ${shortId(id)}`, user.name)}
            data-testid="wipe-device"
            onClick={() => wipe(device)}
          >
            {words.wipe}
          </Button>
        );
      },
    },
  ];
}
