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
  test: { title: 'Munan', body: 'This is a test. Notices reach this device.' },
};
