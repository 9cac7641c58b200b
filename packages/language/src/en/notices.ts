/** Notices in the browser: the account's screen, and what is written on them. */
export const notices = {
  title: 'Notices on this device',
  explain:
    'When an alert needs you, this device shows a notice, also while Munan is closed. No illness is named in it.',
  off: 'This device shows no notices.',
  on: 'This device shows notices.',
  blocked: 'This browser blocks notices from Munan.',
  unblock: {
    desktop:
      'To allow them, press the sign to the left of the address, set "Notifications" to "Allow", and load the page again.',
    android:
      'To allow them, open the browser’s menu, then Settings, Site settings, Notifications, and allow this address.',
    ios: 'To allow them, open the iPhone’s Settings, then Notifications, choose Munan and allow notifications.',
  },
  notHere: 'Notices are not offered in this browser.',
  why: {
    insecure: 'Munan must be opened by a secure address (https).',
    ios: 'On an iPhone or iPad, first put Munan on the home screen: press Share, then "Add to Home Screen". Open it from there.',
    unsupported: 'Try a recent Chrome, Edge, Firefox or Safari.',
  },
  turnOn: 'Turn notices on',
  turnOff: 'Turn notices off',
  tryIt: 'Send a test notice',
  trying: 'Sending…',
  tried: 'It was sent. It appears within a few seconds; if not, look whether the device is in "do not disturb".',
  notTried: 'The test notice could not be sent. Turn notices off and on again.',
  tryLater: 'The browser maker’s service cannot be reached now. Try again later.',
  failed: 'Notices could not be turned on. Try again later.',
  refused: 'You did not allow notices. You can press the button again at any time.',
  /** On the buttons of a notice. */
  answers: { ok: 'All right', help: 'Help is needed', coming: 'I am on my way' },
  /** Of the manager's office. */
  office: {
    hint: 'These accounts get notices in a browser of theirs. When a telephone is lost, turn them off here: it gets none any more. Whoever still has hers turns them on again on its account page.',
    empty: 'No account gets notices on a device.',
    columns: {
      account: 'Account',
      role: 'Role',
      devices: 'Devices',
      lastAllowed: 'Last turned on',
      actions: 'Actions',
    },
    devices: (count: number) => (count === 1 ? '1 device' : `${count} devices`),
    end: 'Turn all notices off',
    endFor: (name: string) => `Turn all notices off for ${name}`,
    endTitle: (name: string) => `Turn off all notices of ${name}?`,
    endText:
      'None of the devices of this account gets notices then, until they are turned on again there. Whoever is signed in on the lost device stays signed in for two hours at most without use, twelve in all.',
    endYes: 'Turn off',
    ended: (name: string) => `All notices of ${name} are off.`,
  },
  test: { title: 'Munan', body: 'This is a test. Notices reach this device.' },
};
