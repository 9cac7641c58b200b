import { resolve } from 'node:path';
import type { DeviceAdded, PersonBrief } from '@munan/flow';
import { formats, readRecording, replay as replayRecording } from '@munan/simulator';
import { ConfigError } from '../config.ts';
import { type Command, optionLines } from './command.ts';
import { placeOptions, readOptions } from './options.ts';
import { reachServer } from './reach.ts';

const own = [
  { name: 'format', value: 'NAME', fallback: '', help: 'form of the recording; guessed when left out' },
  {
    name: 'speed',
    value: 'N',
    fallback: '1',
    help: 'how much faster than real time it is sent; "max" for as fast as it goes',
  },
  { name: 'trial', value: 'NAME', fallback: '', help: 'only this trial of a file; F01* for all that begin so' },
  { name: 'from', value: 'SECONDS', fallback: '', help: 'only from here' },
  { name: 'to', value: 'SECONDS', fallback: '', help: 'only up to here' },
  {
    name: 'name',
    value: 'NAME',
    fallback: '시험 대상자 (녹화 재생)',
    help: 'name of the test person who is enrolled for it',
  },
];

export const replay: Command = {
  name: 'replay',
  summary: 'send a recording to the running server, as a device of a new test person',
  help: () =>
    [
      'munan replay PATH [options]',
      '',
      optionLines([...own, ...placeOptions]),
      '',
      'Samples keep their own spacing at any speed. The recording ends now: what is older than ten minutes when it is',
      'sent is judged as history and raises no alarm, so a recording of up to ten minutes is judged live at any speed.',
      '',
      'Formats:',
      ...formats.map(({ name, description }) => `  ${name.padEnd(18)} ${description}`),
    ].join('\n'),
  async run(args) {
    const [given, ...rest] = args;
    if (given === undefined || given.startsWith('--'))
      throw new ConfigError('PATH is missing: munan replay PATH --format NAME');
    const path = resolve(process.env.MUNAN_CWD ?? '.', given);
    const options = readOptions(rest, own);
    const seconds = (name: string): number | undefined =>
      options.text(name) === '' ? undefined : options.number(name, 0, 1e9);
    const speed = options.text('speed') === 'max' ? Number.POSITIVE_INFINITY : options.number('speed', 0.01, 1e6);
    const choice = {
      ...(options.text('format') ? { format: options.text('format') } : {}),
      ...(options.text('trial') ? { trial: options.text('trial') } : {}),
      fromSeconds: seconds('from'),
      toSeconds: seconds('to'),
    };
    // What cannot be read fails here, before a test person is enrolled who would be silent for ever.
    readRecording(path, choice);
    const reach = await reachServer(options.config);
    try {
      if (!reach.server) throw new ConfigError('no server runs on this data folder; start it with "npm start"');
      const person = await reach.post<PersonBrief>('/api/manage/people', {
        name: options.text('name'),
        birthDate: '1940-01-01',
        sex: 'female',
        address: '시험용 주소 (실제 아님)',
        programme: 'regular',
        spo2Scale2: false,
        noMovementHours: { caution: 8, alarm: 12, danger: 24 },
      });
      const id = `replay-${Date.now().toString(36)}`;
      const added = await reach.post<DeviceAdded>('/api/manage/devices', { id, kind: 'test', person: person.id });
      const summary = await replayRecording({
        path,
        mqttUrl: reach.server.mqtt,
        device: id,
        secret: added.secret,
        speed,
        ...choice,
      });
      console.log(JSON.stringify({ person: person.id, device: id, ...summary, speed: options.text('speed') }, null, 2));
    } finally {
      await reach.close();
    }
    return 0;
  },
};
