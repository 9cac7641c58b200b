/** What a person wishes for herself: on her own page in large print, and on her page for whoever looks after her. */
export const wishes = {
  title: 'Wishes',
  hint: 'This can be changed at any time. In an emergency we call at any hour.',
  none: 'Nothing in particular is wished.',
  edit: 'Change',
  changed: (who: string, when: string) => `written down by ${who}, ${when}`,
  quiet: {
    legend: 'Quiet hours',
    none: 'None',
    beforeNine: 'Please do not call before 9 in the morning',
    own: 'Other hours',
    from: 'From',
    to: 'To',
    says: (from: string, to: string) => `From ${from} to ${to} nobody calls unless it is pressing.`,
    wrong: 'Please give both times; they must differ.',
  },
  away: {
    legend: 'Away from home',
    none: 'At home',
    hospital: 'In hospital',
    travelling: 'Travelling',
    until: 'Until',
    open: 'Without a date it ends after 30 days.',
    wrong: 'Please give today or a later day.',
    says: {
      hospital: (until: string | undefined) =>
        until === undefined
          ? 'In hospital: nobody calls because of the devices.'
          : `In hospital until ${until}: nobody calls because of the devices.`,
      travelling: (until: string | undefined) =>
        until === undefined
          ? 'Travelling: nobody calls because the devices are silent.'
          : `Travelling until ${until}: nobody calls because the devices are silent.`,
    },
    button: 'Whoever presses the button or says "help" is always called.',
  },
  refused: {
    legend: 'Please do not',
    kinds: {
      'ask-device': 'ask through the ear device',
      'text-person': 'send me text messages',
      'voice-call': 'let a machine call me',
      'family-text': 'send messages to my family',
      'family-call': 'phone my family',
      'neighbour-call': 'phone my neighbour',
    },
    says: (kinds: string) => `Not done: ${kinds}`,
    still: 'A call by an operator and an ambulance cannot be left out.',
  },
  language: { legend: 'Language', says: (name: string) => `Spoken to in ${name}.` },
  note: {
    legend: 'What whoever calls should know',
    placeholder: 'e.g. is hard of hearing, please speak up',
  },
  save: 'Save',
  saved: 'Saved.',
  outOfDate: 'Somebody changed them meanwhile. Please close, look at them as they are now, and change them again.',
  failed: 'It could not be saved. What was entered is still here. Please press again in a moment.',
};
