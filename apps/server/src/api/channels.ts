import { type ChannelRow, type ChannelsPage, channelNames } from '@munan/flow';
import type { House } from '../house.ts';
import type { App } from '../http/app.ts';
import { allow, saw } from './gate.ts';

const dayMs = 86_400_000;

/** How each way of telling somebody does. */
export function channelRoutes(app: App, house: House): void {
  app.get('/api/channels', async (request): Promise<ChannelsPage> => {
    const asker = await allow(house, request, 'channels.read');
    await saw(house, asker, [], 'channels');
    const now = house.clock.now();
    const on = house.ways.on();
    const figures = await house.response.channelFigures(now - dayMs);
    const channels = channelNames.map((channel): ChannelRow => {
      const { failingSince, ...counts } = figures[channel];
      if (!on.has(channel)) return { channel, state: 'off', ...counts };
      return failingSince === undefined
        ? { channel, state: 'well', ...counts }
        : { channel, state: 'failing', failingSince, ...counts };
    });
    return { now, channels };
  });
}
