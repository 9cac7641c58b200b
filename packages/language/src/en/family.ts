export const family = {
  title: 'Family',
  empty: 'Nobody is registered for you to see. Please ask the health centre.',
  honorific: (name: string) => name,
  answers: {
    well: 'All is well',
    attention: 'We are keeping an eye on this',
    alert: 'We are checking right now',
    silent: 'No news from the device',
  },
  wellBecause: 'The devices worn show nothing out of the ordinary.',
  attentionBecause: 'Something is different from usual, and the centre is watching.',
  alertBecause: 'There was a sign of trouble and the centre is checking. We call you at once if needed.',
  silentSince: (when: string) => `We have not heard from the device since ${when}. The centre has been told.`,
  silentPartly: (when: string) =>
    `Since ${when} one of the devices tells us nothing; another is in contact. The centre has been told.`,
  silentNever: 'We have not heard from the device yet. The centre has been told.',
  silentNote: 'No news does not mean bad news: often the device was taken off or its battery is empty.',
  since: 'Like this since',
  lastContact: 'Last heard from the device',
  lastVisit: 'Last visit by the nurse',
  never: 'Not yet',
  noConsent: (count: number) =>
    count === 1
      ? 'There is no consent for one person you are registered with. Please ask the health centre.'
      : `There is no consent for ${count} people you are registered with. Please ask the health centre.`,
  vitals: 'Measured at the last visit',
  noVitals: 'Nothing was measured.',
  told: {
    title: 'We are waiting for your answer',
    answers: { 1: 'We spoke, all is well', 2: 'Help is needed', 3: 'I am on my way' },
    answered: {
      ok: 'You told us that all is well.',
      help: 'You told us that help is needed.',
      coming: 'You told us that you are on your way.',
    },
    failed: 'Your answer could not be sent. Please press again. In an emergency call 119.',
  },
  happened: 'What happened in the last two weeks',
  nothingHappened: 'Nothing out of the ordinary in the last two weeks.',
  signs: {
    safety: 'There was a sign of a fall or a call for help',
    vital: 'There was a sign that the condition should be looked at',
    silence: 'Nothing was heard of the devices',
    house: 'The system was checked',
  },
  doingNow: (step: string) => `Being done now: ${step}`,
  ended: (when: string, outcome: string) => `Looked into, ${when}: ${outcome}`,
  endedPlain: (when: string) => `Looked into, ${when}`,
  done: 'What happened',
  nothingDone: 'Nothing special happened lately.',
  lineDead: 'The connection is down: this is what was known before.',
};
