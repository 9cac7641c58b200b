import type { DeviceAdded } from '@munan/flow';
import { type Command, optionLines } from './command.ts';
import { placeOptions, readOptions } from './options.ts';
import { reachServer } from './reach.ts';

const own = [
  { name: 'id', value: 'ID', fallback: '', help: "the device's id: A-Z a-z 0-9 _ . -" },
  { name: 'kind', value: 'KIND', fallback: 'test', help: 'ear, wrist or test' },
  { name: 'person', value: 'ID', fallback: '', help: 'who wears it; nobody when left out' },
];

export const deviceAdd: Command = {
  name: 'device add',
  summary: 'add a device and print its secret, once',
  help: () => optionLines([...own, ...placeOptions]),
  async run(args) {
    const options = readOptions(args, own);
    const body = {
      id: options.required('id'),
      kind: options.one('kind', ['ear', 'wrist', 'test']),
      person: options.text('person') || null,
    };
    const reach = await reachServer(options.config);
    try {
      const { device, secret } = await reach.post<DeviceAdded>('/api/manage/devices', body);
      console.log(`device ${device.id}\nsecret ${secret}`);
      console.error('The secret is shown this once; only a hash of it is kept.');
    } finally {
      await reach.close();
    }
    return 0;
  },
};
