import type { DeviceAdded } from '@munan/flow';
import { startCrowd } from '@munan/simulator';
import { ConfigError } from '../config.ts';
import { type Command, optionLines } from './command.ts';
import { placeOptions, readOptions } from './options.ts';
import { reachServer } from './reach.ts';

const own = [
  { name: 'devices', value: 'N', fallback: '100', help: 'simulated devices, each with a connection of its own' },
  { name: 'rate', value: 'N', fallback: '100', help: 'packets a second, all together' },
  { name: 'seconds', value: 'N', fallback: '60', help: 'how long' },
];

export const simulate: Command = {
  name: 'simulate',
  summary: 'load a running server with simulated devices that nobody wears',
  help: () =>
    `${optionLines([...own, ...placeOptions])}\n\nThe devices are added as test devices (crowd-...) and belong to nobody: no alarm is raised.`,
  async run(args) {
    const options = readOptions(args, own);
    const count = options.number('devices', 1, 20_000);
    const packetsPerSecond = options.number('rate', 0.1, 100_000);
    const seconds = options.number('seconds', 1, 86_400);
    const reach = await reachServer(options.config);
    try {
      if (!reach.server) throw new ConfigError('no server runs on this data folder; start it with "npm start"');
      const devices: { id: string; secret: string }[] = [];
      const batch = Date.now().toString(36);
      for (let made = 0; made < count; made++) {
        const id = `crowd-${batch}-${made}`;
        const { secret } = await reach.post<DeviceAdded>('/api/manage/devices', { id, kind: 'test' });
        devices.push({ id, secret });
      }
      const { hostname, port } = new URL(reach.server.mqtt);
      const result = await startCrowd({ host: hostname, port: Number(port), devices, packetsPerSecond, seconds });
      console.log(JSON.stringify(result, null, 2));
      return result.unacknowledged > 0 ? 1 : 0;
    } finally {
      await reach.close();
    }
  },
};
