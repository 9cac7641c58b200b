import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChannelName, Recipient } from '@munan/flow';
import { contactsBy, onShiftFirst, type Reachable, recipientOf, recipientsOf } from './recipients.ts';

const who = (more: Partial<Reachable> = {}): Reachable => ({
  id: 'u1',
  name: '누구',
  push: 0,
  language: 'ko',
  ...more,
});
const on = (...names: ChannelName[]): ReadonlySet<ChannelName> => new Set(names);
type Way = [Recipient['channel'], string] | undefined;

describe('by which way somebody is told', () => {
  const full = who({ push: 1, phone: '010-1', mail: 'a@b.kr' });
  const cases: [string, Reachable, ReadonlySet<ChannelName>, ChannelName | undefined, Way][] = [
    ['a notice goes before all', full, on('push', 'text', 'mail', 'console'), undefined, ['push', 'u1']],
    [
      'without a device that allowed it, a text',
      { ...full, push: 0 },
      on('push', 'text'),
      undefined,
      ['text', '010-1'],
    ],
    ['without a telephone, a mail', who({ mail: 'a@b.kr' }), on('text', 'mail'), undefined, ['mail', 'a@b.kr']],
    ['texts are off: a mail', { ...full, push: 0 }, on('mail', 'console'), undefined, ['mail', 'a@b.kr']],
    ['in the demonstration the console', { ...full, push: 0 }, on('push', 'console'), undefined, ['console', '010-1']],
    ['nothing is set up', full, on(), undefined, undefined],
    ['nothing is known of her', who(), on('push', 'text', 'mail'), undefined, undefined],
    [
      'a contact without an account gets no notice',
      { ...who({ push: 3 }), id: undefined },
      on('push'),
      undefined,
      undefined,
    ],
    ['a call is no text', full, on('text', 'push'), 'voice', undefined],
    ['a call to nobody’s telephone', who(), on('voice', 'console'), 'voice', undefined],
    ['a call', full, on('voice', 'push'), 'voice', ['voice', '010-1']],
    ['a call of the demonstration', full, on('push', 'console'), 'voice', ['console', '010-1']],
  ];
  for (const [name, reachable, channels, wanted, way] of cases)
    it(`recipientOf: ${name}`, () => {
      const to = recipientOf('family', reachable, channels, wanted);
      assert.deepEqual(to && [to.channel, to.address], way);
    });

  it('recipientsOf tells nobody twice, however her number is written', () => {
    const list = [
      who({ phone: '010-1234-5678' }),
      who({ id: 'u2', phone: '01012345678' }),
      who({ id: 'u3', phone: '+82 10 1' }),
    ];
    assert.deepEqual(
      recipientsOf('nurse', list, on('text')).map(({ address }) => address),
      ['010-1234-5678', '+82 10 1'],
    );
  });

  it('contactsBy takes those of one relation, by their telephones', () => {
    const contacts = [
      { relation: 'family', name: '박딸', phone: '1' },
      { relation: 'neighbour', name: '이웃', phone: '2' },
    ] as const;
    assert.deepEqual(contactsBy([...contacts], 'neighbour'), [{ name: '이웃', phone: '2', push: 0, language: 'ko' }]);
  });

  it('onShiftFirst tells those on shift alone, and everybody where nobody is', () => {
    const both = [who(), who({ id: 'u2' })];
    assert.deepEqual(onShiftFirst(both, ['u2']), [both[1]]);
    assert.deepEqual(onShiftFirst(both, ['someone-else']), both);
  });
});
