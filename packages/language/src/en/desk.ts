export const desk = {
  state: {
    saved: 'All saved',
    savedLong: 'Everything you entered is at the hospital.',
    fetching: 'Fetching',
    fetchingLong: 'This device has no data yet. It is being fetched for the first time.',
    waiting: (count: number) => `${count} waiting`,
    waitingLong: (count: number) =>
      `${count} ${count === 1 ? 'entry is' : 'entries are'} safe on this device and will be sent as soon as there is a connection.`,
    sending: (count: number) => `Sending ${count}.`,
    needs: (count: number) => `${count} need${count === 1 ? 's' : ''} you`,
    needsLong: (count: number) => `${count} ${count === 1 ? 'entry needs' : 'entries need'} your decision.`,
    notKept: 'Not saved',
    cannotKeep:
      'There is no space on this device and what you enter is not being kept. Do not close this page; write the values down.',
    offline: 'Offline',
    offlineSince: (when: string) => `There is no internet. What you see was fetched at ${when}.`,
    offlineNever: 'There is no internet. Nothing was fetched yet.',
    signIn: 'Sign in',
    signInLong: (count: number) =>
      count > 0
        ? `Your session has ended. Sign in again to send ${count} ${count === 1 ? 'entry' : 'entries'}. Nothing you entered is lost.`
        : 'Your session has ended. Sign in again to fetch what is new. You can go on entering.',
    signInAct: 'Sign in again',
    server: 'The server does not answer; it will be tried again shortly.',
    anotherTab: 'Another window is sending.',
    spaceShort: 'Space on this device is short: fetched data was cut down. Everything you entered is still here.',
    clockDoubtful:
      'The clock of this device is not right. Times are recorded by the server’s clock and marked as uncertain.',
    unreadable: (count: number) =>
      `${count} ${count === 1 ? 'record' : 'records'} on this device cannot be opened. Do not erase anything; tell whoever is in charge.`,
    preload: (percent: number) => `Fetching the data of your people (${percent}%).`,
    fresh: (when: string) => `In step with the hospital as of ${when}.`,
    sync: 'Sync now',
    label: 'State of saving',
    see: 'Look',
  },
  problems: {
    title: 'Visits cannot be kept on this device',
    insecure:
      'This address is not a secure connection (https), so records cannot be kept encrypted. Ask for the https address and open that.',
    storage:
      'The browser allows no storage. Open this in an ordinary window, not a private one, and check that there is free space.',
    wiped:
      'The manager has erased the data of this device. Records that were not sent are still here, locked. Please ask the manager.',
    away: 'There was no contact with the hospital for 14 days, so the data was erased. Records that were not sent are still here, locked, and open when you sign in.',
    offlineFirst: 'This device is new: open it once with an internet connection. After that it opens without one.',
    server: (detail: string) => `The server did not accept this device: ${detail}`,
    other: (detail: string) => `The store of records could not be opened: ${detail}`,
    retry: 'Try again',
  },
  refusals: {
    kinds: {
      visit: 'Visit',
      facts: 'Change of what is known of a person',
      photo: 'Picture',
      decide: 'Decision',
      read: 'Mark of having read',
      order: 'Order of visits',
    },
    refused: (what: string, name: string) => `${what}${name ? ` · ${name}` : ''}: the server did not take it`,
    change: (what: string, value: string) => `${what}: ${value}`,
    why: {
      'not-mine':
        'She is not one of your people now. What you entered is kept on this device: send it again when the manager has assigned her to you.',
      consent: 'She has not agreed to this.',
      'reason-missing':
        'The visit is signed already; a correction needs its reason. Open it, give the reason and sign again.',
      'too-large': 'It is too large to be sent.',
      'newer-version': 'This app is newer than the server. Send it again when the server was updated.',
      'already-exists':
        'Something else is there under the same number. If sending it again does not help, tell the manager.',
      'not-found': 'The server does not have what this is about.',
      'picture-gone': 'The picture is not on this device any more.',
      internal: 'The server failed. Send it again in a while; if that does not help, tell the manager.',
      invalid: 'There is a value in it that the server cannot take.',
      other: 'The server did not take it, for a reason that this app does not know.',
    },
    again: 'Send again',
    giveUp: 'Give up',
    question: 'Erase this from the device? Write it down first if it is needed. This cannot be undone.',
    giveUpYes: 'Yes, erase it',
    giveUpNo: 'Keep it',
  },
  devices: {
    hint: 'The phones and tablets of the nurses. Data lies on them sealed; that of a lost one is erased from here.',
    columns: {
      device: 'Device',
      nurse: 'Nurse',
      lastContact: 'Last contact',
      clock: 'Clock',
      state: 'State',
      actions: 'Actions',
    },
    enrolled: (day: string) => `enrolled ${day}`,
    clockRight: 'right',
    clockFast: (span: string) => `${span} fast`,
    clockSlow: (span: string) => `${span} slow`,
    working: 'in use',
    away: 'no contact for more than 14 days: it has erased itself',
    wipeAsked: (name: string, when: string) =>
      `${name} asked for it to be erased (${when}); that happens when it connects.`,
    wiped: (when: string) => `erased (${when})`,
    wipe: 'Erase',
    wipeFor: (device: string, nurse: string) => `Erase device ${device} of ${nurse}`,
    wipeTitle: (nurse: string) => `Erase the data on the device of ${nurse}?`,
    wipeText:
      'When it next connects, what was fetched and the key are erased. Records that were not sent stay on it, locked; when you allow the device again the nurse can sign in and send them.',
    wipeYes: 'Yes, erase it',
    allow: 'Allow again',
    allowFor: (device: string, nurse: string) => `Allow device ${device} of ${nurse} again`,
    empty: 'No nurse’s device is enrolled.',
  },
  signOut: {
    title: 'Sign out?',
    waiting: (count: number) => `${count} ${count === 1 ? 'entry is' : 'entries are'} not at the hospital yet.`,
    open: (count: number) => `${count} ${count === 1 ? 'visit is' : 'visits are'} not finished.`,
    stays: 'If you sign out now they stay locked on this device, and open when you sign in on it again.',
    erased: 'The data of your people is erased from this device.',
    sendFirst: 'Send first',
    sending: 'Sending',
    notSent: 'Not sent yet. Please check the internet connection.',
    anyway: 'Sign out anyway',
    stay: 'Stay signed in',
  },
  update: {
    ready: 'A new version is ready.',
    now: 'Update now',
  },
};
