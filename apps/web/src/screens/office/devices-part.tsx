import { Button, TextInput } from '@mantine/core';
import type { DeviceAdded, DeviceRow } from '@munan/flow';
import { useNow, useWords } from '@munan/ui';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queries } from '../../connection/queries.ts';
import { NotYet } from '../../shell/waiting.tsx';
import { DataTable } from './data-table.tsx';
import { useDeviceColumns } from './device-columns.tsx';
import { AddDevice, AssignDevice, RevokeDevice } from './device-forms.tsx';
import { foundDevices } from './device-words.ts';
import { Dialog } from './dialog.tsx';
import classes from './office.module.css';
import { SecretOnce } from './secret-once.tsx';

type Task = { kind: 'add' } | { kind: 'assign' | 'revoke'; device: DeviceRow } | { kind: 'secret'; added: DeviceAdded };

/** Which devices there are, who wears them, how they are; adding, assigning and revoking one. */
export function DevicesPart() {
  const all = useWords();
  const words = all.office.devices;
  const now = useNow(10_000);
  const devices = useQuery({ ...queries.devices(), refetchInterval: 60_000 });
  const people = useQuery(queries.people());
  const [typed, setTyped] = useState('');
  const [task, setTask] = useState<Task>();
  const columns = useDeviceColumns(now, (kind, device) => setTask({ kind, device }));
  if (!devices.data) return <NotYet query={devices} />;
  const rows = devices.data.devices;
  const found = foundDevices(rows, typed);
  const close = () => setTask(undefined);
  const titles: Record<Task['kind'], string> = {
    add: words.addTitle,
    assign: task?.kind === 'assign' ? words.assignTitle(task.device.id) : '',
    revoke: task?.kind === 'revoke' ? words.revokeTitle(task.device.id) : '',
    secret: words.secretTitle,
  };
  const wearers = people.data?.people ?? [];
  return (
    <>
      <div className={classes.tools}>
        <TextInput
          type="search"
          size="md"
          label={words.filter}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          leftSection={<IconSearch aria-hidden size={18} />}
        />
        <p className={classes.count}>{words.count(rows.length, rows.filter((device) => device.connected).length)}</p>
        <Button
          h={44}
          leftSection={<IconPlus aria-hidden size={20} />}
          data-testid="add-device"
          onClick={() => setTask({ kind: 'add' })}
        >
          {words.add}
        </Button>
      </div>
      <DataTable
        label={all.office.parts.devices}
        testid="device-row"
        rows={found}
        keyOf={(device) => device.id}
        columns={columns}
      />
      {found.length === 0 ? <p>{words.empty}</p> : null}
      {/* The secret goes only by its own button: an Escape out of habit would lose it. */}
      <Dialog
        title={task ? titles[task.kind] : ''}
        opened={task !== undefined}
        close={close}
        guarded={task?.kind === 'secret'}
      >
        {task?.kind === 'add' ? (
          <AddDevice people={wearers} done={(added) => setTask({ kind: 'secret', added })} />
        ) : null}
        {task?.kind === 'assign' ? <AssignDevice device={task.device} people={wearers} done={close} /> : null}
        {task?.kind === 'revoke' ? <RevokeDevice device={task.device} done={close} /> : null}
        {task?.kind === 'secret' ? <SecretOnce added={task.added} done={close} /> : null}
      </Dialog>
    </>
  );
}
