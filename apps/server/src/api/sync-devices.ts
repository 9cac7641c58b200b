import type { SyncDeviceList, SyncDeviceRow } from '@munan/flow';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import { notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { allow, saw } from './gate.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 100 }) });

/** The nurses' phones and tablets: what they hold, and how it is erased at a distance. */
export function syncDeviceRoutes(app: App, house: House): void {
  app.get('/api/manage/sync-devices', async (request): Promise<SyncDeviceList> => {
    const asker = await allow(house, request, 'devices.manage');
    await saw(house, asker, [], 'nurse devices');
    return { now: house.clock.now(), devices: await house.syncDevices.list() };
  });

  for (const [what, done] of [
    ['wipe', 'wiped'],
    ['allow', 'allowed'],
  ] as const)
    app.post(
      `/api/manage/sync-devices/:id/${what}`,
      { schema: { params: Id } },
      async (request): Promise<SyncDeviceRow> => {
        const asker = await allow(house, request, 'devices.manage');
        const { id } = request.params;
        const rows = await (what === 'wipe' ? house.syncDevices.wipe(id, asker.id) : house.syncDevices.allow(id));
        const [row] = rows;
        if (!row) throw notFound(`device ${id.slice(0, 64)}`);
        await saw(house, asker, [], `nurse device ${row.id} ${done}`);
        return row;
      },
    );
}
