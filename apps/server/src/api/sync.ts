import { SyncDevice, type SyncDeviceAnswer, SyncPull, type SyncPulled, SyncPush, type SyncPushed } from '@munan/flow';
import type { House } from '../house.ts';
import type { App } from '../http/app.ts';
import { pulled } from '../sync/pull.ts';
import { pushed } from '../sync/push.ts';
import { allow, saw } from './gate.ts';

/** What nurses' devices and the server say to each other; the devices' side is packages/sync. */
export function syncRoutes(app: App, house: House): void {
  app.post(
    '/api/sync/device',
    { schema: { body: SyncDevice }, compress: false },
    async (request, reply): Promise<SyncDeviceAnswer> => {
      const asker = await allow(house, request, 'visits.write');
      const { device, name } = request.body;
      const answer = await house.syncDevices.enrol(asker.id, name, device);
      await saw(house, asker, [], `nurse device ${answer.device} enrolled`);
      // It holds the key of what lies on the device.
      reply.header('cache-control', 'no-store');
      return answer;
    },
  );

  app.post('/api/sync/pull', { schema: { body: SyncPull } }, async (request, reply): Promise<SyncPulled> => {
    const asker = await allow(house, request, 'visits.write');
    await house.syncDevices.contact(request.body.device, asker.id);
    reply.header('cache-control', 'no-store');
    return pulled(house, asker, request.body);
  });

  app.post(
    '/api/sync/push',
    { schema: { body: SyncPush }, config: { mayHoldNul: true } },
    async (request, reply): Promise<SyncPushed> => {
      const asker = await allow(house, request, 'visits.write');
      await house.syncDevices.contact(request.body.device, asker.id, request.body.sent);
      reply.header('cache-control', 'no-store');
      return pushed(house, asker, request.body);
    },
  );
}
