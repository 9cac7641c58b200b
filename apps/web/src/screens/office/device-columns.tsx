import { Button } from '@mantine/core';
import type { DeviceRow } from '@munan/flow';
import { SimulatedTag, useFormats, useWords } from '@munan/ui';
import { IconAlertTriangle, IconBan, IconPlugConnected, IconPlugConnectedX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Column } from './data-table.tsx';
import { batteryLowPercent, clockSentence, isClockOff } from './device-words.ts';
import classes from './office.module.css';

/** What is said of each device, and what can be done with it. */
export function useDeviceColumns(
  now: number,
  start: (task: 'assign' | 'revoke', device: DeviceRow) => void,
): Column<DeviceRow>[] {
  const all = useWords();
  const words = all.office.devices;
  const formats = useFormats();
  return [
    {
      name: words.columns.device,
      head: true,
      cell: (device) => (
        <>
          <span className={classes.name}>{device.id}</span>{' '}
          <span className={classes.quiet}>{all.shell.deviceKinds[device.kind]}</span>
        </>
      ),
    },
    {
      name: words.columns.person,
      cell: ({ person }) =>
        person ? (
          <span className={classes.line}>
            <Link to="/people/$person" params={{ person: person.id }}>
              {person.name}
            </Link>
            <SimulatedTag person={person} />
          </span>
        ) : (
          <span className={classes.quiet}>{words.nobody}</span>
        ),
    },
    { name: words.columns.connection, cell: (device) => <Connection device={device} /> },
    { name: words.columns.lastContact, cell: (device) => formats.ago(device.lastContact, now) },
    {
      name: words.columns.battery,
      cell: ({ battery }) => {
        if (battery === undefined) return <span className={classes.quiet}>{words.unknown}</span>;
        const low = battery < batteryLowPercent;
        return (
          <span className={low ? classes.warn : undefined}>
            {low ? <IconAlertTriangle aria-hidden size={18} /> : null}
            {words.battery(Math.round(battery))} {low ? words.batteryLow : null}
          </span>
        );
      },
    },
    {
      name: words.columns.clock,
      cell: (device) => (
        <span className={isClockOff(device) ? classes.warn : undefined}>
          {isClockOff(device) ? <IconAlertTriangle aria-hidden size={18} /> : null}
          {clockSentence(words, device.clockErrorMs, formats.span)}
        </span>
      ),
    },
    {
      name: words.columns.packets,
      cell: (device) => (
        <>
          {words.packets(formats.number(device.packets))}{' '}
          {device.quarantined > 0 ? (
            <span className={classes.warn}>
              <IconAlertTriangle aria-hidden size={18} />
              {words.quarantined(device.quarantined)}
            </span>
          ) : null}
        </>
      ),
    },
    {
      name: words.columns.actions,
      cell: (device) =>
        device.revoked ? (
          <span className={classes.quiet}>{words.revoked}</span>
        ) : (
          <span className={classes.actions}>
            <Button
              h={44}
              px="sm"
              variant="default"
              aria-label={words.assignFor(device.id)}
              data-testid="assign-device"
              onClick={() => start('assign', device)}
            >
              {words.assign}
            </Button>
            <Button
              h={44}
              px="sm"
              variant="default"
              className={classes.danger}
              aria-label={words.revokeFor(device.id)}
              data-testid="revoke-device"
              onClick={() => start('revoke', device)}
            >
              {words.revoke}
            </Button>
          </span>
        ),
    },
  ];
}

function Connection({ device }: { device: DeviceRow }) {
  const words = useWords().office.devices;
  if (device.revoked) {
    return (
      <span className={classes.off}>
        <IconBan aria-hidden size={18} />
        {words.revoked}
      </span>
    );
  }
  return (
    <>
      <span className={device.connected ? classes.on : classes.off}>
        {device.connected ? <IconPlugConnected aria-hidden size={18} /> : <IconPlugConnectedX aria-hidden size={18} />}
        {device.connected ? words.connected : words.disconnected}
      </span>
      {device.worn === undefined ? null : (
        <span className={classes.quiet}> {device.worn ? words.worn : words.notWorn}</span>
      )}
    </>
  );
}
