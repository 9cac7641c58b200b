/** The plan at work: what is asked through the ear, what is said on the phone, what is read out to 119. */
type Params = Record<string, string | number | boolean>;
interface Call {
  /** The person at home. */
  name: string;
  /** The centre that calls. */
  centre: string;
}

const list = (items: string[]) =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

export const response = {
  /** Said by the ear device. */
  prompt: {
    ask: 'Are you all right? Please say "I\'m fine" or "help".',
    fine: "Good. I'm glad to hear it.",
    help: 'I am calling the centre. Someone will phone you very soon.',
    unclear: 'I did not understand. Someone will phone you.',
  },

  steps: {
    'ask-device': 'Ask through the ear',
    'text-person': 'Text the person',
    'voice-call': 'Automatic call to the person',
    'operator-call': 'Phone the person',
    'family-text': 'Tell the family',
    'family-call': 'Phone the family',
    'neighbour-call': 'Phone the neighbour',
    'nurse-visit': 'Ask the nurse to visit',
    'second-operator': 'Tell another operator',
    manager: 'Tell the manager',
    dispatch: 'Emergency dispatch',
    'check-house': 'Check the system',
  },
  /** On the button that goes to the step. */
  next: {
    'ask-device': 'Ask through the ear again',
    'text-person': 'Send a text',
    'voice-call': 'Start the automatic call',
    'operator-call': 'Phone now',
    'family-text': 'Tell the family',
    'family-call': 'Go on to the family',
    'neighbour-call': 'Go on to the neighbour',
    'nurse-visit': 'Send the nurse',
    'second-operator': 'Call another operator',
    manager: 'Call the manager',
    dispatch: 'Prepare dispatch',
    'check-house': 'Check the system',
  },
  results: {
    'reached-ok': 'Reached: all right',
    'reached-help': 'Reached: needs help',
    'not-reached': 'Not reached',
  },
  commands: {
    acknowledge: 'Silence',
    take: 'Take it',
    pause: 'Pause',
    resume: 'Resume',
    'step-result': 'Enter the result',
    'skip-to': 'Go to another step',
    note: 'Add a note',
    'authorise-dispatch': 'Authorise dispatch',
    assign: 'Hand to somebody',
    release: 'Give back',
    escalate: 'Next step now',
    'begin-call': 'Phone',
    'end-call': 'Call ended',
    'dispatch-progress': 'Enter the progress of dispatch',
    reopen: 'Open again',
    close: 'Close',
  },
  actionStates: {
    requested: 'under way',
    completed: 'done',
    failed: 'did not succeed',
    overdue: 'not done in time',
  },

  /** Lines to be said, in order; the last two as the answer asks. */
  scripts: {
    'ask-device': {
      wait: (p: Call) => `${p.name} is being asked through the ear device. Please wait for the answer.`,
    },
    'operator-call': {
      greet: (p: Call) => `Hello, this is ${p.centre}. Am I speaking with ${p.name}?`,
      why: (_: Call) => 'We received a signal from your device and are calling to ask whether you are all right.',
      ask: (_: Call) => 'Are you in pain or short of breath? Can you stand up by yourself?',
      fine: (_: Call) => 'I am glad to hear it. Please press the button whenever you need us.',
      help: (_: Call) => 'Help is on its way. Please do not get up, and stay on the line with me.',
    },
    'family-call': {
      greet: (p: Call) => `Hello, this is ${p.centre}. Are you the family of ${p.name}?`,
      why: (p: Call) => `We received a signal from ${p.name}'s device and cannot reach ${p.name} by phone.`,
      ask: (_: Call) => 'Have you been in touch today? Can someone go there now?',
      fine: (_: Call) => 'Thank you. Please let us know as soon as you have seen each other.',
      help: (_: Call) => 'We will ask for help to be sent, and keep you informed.',
    },
    'nurse-visit': {
      greet: (p: Call) => `This is ${p.centre}. I am calling about ${p.name}.`,
      why: (p: Call) =>
        `There was a signal from ${p.name}'s device, and neither ${p.name} nor the family can be reached.`,
      ask: (_: Call) => 'Could you look in now? How long will it take you to get there?',
      fine: (_: Call) => 'Thank you. Please call us when you have arrived.',
      help: (_: Call) => 'If you find an emergency, call 119 first and then us.',
    },
    'text-person': {
      wait: (p: Call) => `${p.name} is being asked by text message. Please wait for the answer.`,
    },
    'voice-call': {
      wait: (p: Call) => `An automatic call is going to ${p.name}. Please wait for the answer.`,
    },
    'family-text': {
      wait: (p: Call) => `The family of ${p.name} has been told. Please wait for the answer.`,
    },
    'neighbour-call': {
      greet: (p: Call) => `Hello, this is ${p.centre}. Are you a neighbour of ${p.name}?`,
      why: (p: Call) => `${p.name} does not answer the phone, and we want to be sure that all is well.`,
      ask: (_: Call) => 'Could you go there now and knock at the door?',
      fine: (_: Call) => 'Thank you. Please let us know as soon as you have seen each other.',
      help: (_: Call) => 'Please do not force your way in, and tell us at once.',
    },
    'second-operator': {
      wait: (_: Call) => 'Another operator has been told. Keep hold of this alert until it is taken.',
    },
    manager: {
      wait: (_: Call) => 'The manager has been told. Keep hold of this alert until it is taken.',
    },
    'check-house': {
      look: (_: Call) =>
        'This is a fault of Munan itself. Look at what is said below, and tell whoever keeps it running.',
    },
    dispatch: {
      read: (_: Call) => 'Call 119 and read out the call sheet from the top.',
      stay: (_: Call) => 'Answer what is asked, and do not hang up before 119 does.',
    },
  },

  /** What happened to an alert, in its history. */
  changes: {
    opened: 'Alert opened',
    merged: 'New sign added',
    'sign-ended': 'Sign ended',
    acknowledged: 'Silenced',
    taken: 'Taken',
    paused: 'Paused',
    resumed: 'Resumed',
    'step-started': 'Step begun',
    'step-done': 'Step done',
    'step-failed': 'Step did not succeed',
    'step-overdue': 'Step overdue',
    raised: 'Priority raised',
    reply: 'Answer from the person',
    noted: 'Note',
    'dispatch-authorised': 'Dispatch authorised',
    'dispatch-progress': 'Progress of dispatch',
    assigned: 'Handed to somebody',
    released: 'Given back',
    escalated: 'Taken to the next step',
    'step-passed-by': 'Step passed by',
    waiting: 'Waiting for the end of quiet hours',
    'call-began': 'Phone call begun',
    'call-ended': 'Phone call ended',
    held: 'Held during the call',
    message: 'Message',
    reopened: 'Opened again',
    closed: 'Closed',
    audited: 'Repaired by the auditor',
  },
  /** The reason beside a change, by its code; for changes that come from a finding, see `reasons`. */
  changeReasons: {
    raised: (p: Params) => `from ${p.from} to ${p.to}`,
    'taken-over': (p: Params) => `taken over from ${p.from}`,
    'paused-until': (_: Params) => 'until the time stated',
    outcome: (_: Params) => 'with the outcome stated',
    'reached-ok': (_: Params) => 'reached, all right',
    'reached-help': (_: Params) => 'reached, needs help',
    'not-reached': (_: Params) => 'not reached',
    skipped: (_: Params) => 'left for another step',
    'reply-ok': (_: Params) => '"I\'m fine"',
    'reply-help': (_: Params) => '"Help"',
    'reply-unclear': (_: Params) => 'not understood',
    'not-connected': (_: Params) => 'the device is not connected',
    'no-device': (_: Params) => 'there is no device to ask through',
    nobody: (_: Params) => 'there is nobody to tell',
    'no-channel': (_: Params) => 'there is no way to send it',
    'messages-failed': (_: Params) => 'it reached nobody',
    'step-error': (_: Params) => 'the step could not be begun',
    'deadline-missing': (_: Params) => 'the deadline was missing',
    'deadline-missed': (_: Params) => 'the deadline had passed unnoticed',
    'assigned-to': (p: Params) => `to ${p.to}`,
    'holder-idle': (p: Params) => `${p.from} is no longer at the desk`,
    'quiet-until': (_: Params) => 'begins when the quiet hours are over',
    'passed-by-hours': (_: Params) => 'not at this hour',
    'passed-by-priority': (_: Params) => 'not at this priority',
    'passed-by-desk': (_: Params) => 'not as the desk is manned now',
    'passed-by-nurse': (_: Params) => 'not as the nurse is placed now',
    'passed-by-quiet': (_: Params) => 'because of quiet hours',
    'passed-by-nobody': (_: Params) => 'there is nobody to reach',
    'passed-by-no-device': (_: Params) => 'there is no device to ask through',
    'passed-by-no-channel': (_: Params) => 'there is no way to send it',
    'passed-by-refused': (_: Params) => 'not wished by the person',
    calling: (p: Params) => `to ${p.to}`,
    'until-call-ends': (_: Params) => 'until the call ends, ten minutes at most',
    'goes-on': (_: Params) => 'the step has its time again',
    'answered-ok': (_: Params) => 'answered: all right',
    'answered-help': (_: Params) => 'answered: help is needed',
    'answered-coming': (_: Params) => 'answered: on the way there',
    'message-delivered': (p: Params) => `reached ${p.name}`,
    'message-failed': (p: Params) => `did not reach ${p.name}`,
    'dispatch-called': (_: Params) => '119 was called',
    'dispatch-on-the-way': (_: Params) => 'the ambulance is on its way',
    'dispatch-arrived': (_: Params) => 'the ambulance has arrived',
    'dispatch-handed-over': (_: Params) => 'handed over to the ambulance',
    'already-authorised': (_: Params) => 'dispatch has been authorised already',
    'deadline-too-far': (_: Params) => 'the deadline was too far away, by a clock that was put back',
  },
  /** Who acts in a history when it is not a user. */
  actors: { plan: 'Plan', auditor: 'Auditor', device: 'Ear device', page: 'The person’s own page' },

  verdicts: { true: 'Real', false: 'False alarm', unclear: 'Unclear' },
  /** How the open alerts of a drill end. */
  drillOver: 'The drill is over',
  outcomes: {
    true: {
      fell: 'Had fallen',
      unwell: 'Was unwell',
      helped: 'Was helped on the spot',
      dispatched: 'Ambulance sent',
      other: 'Something else',
    },
    false: {
      dropped: 'Device was dropped',
      charging: 'Device was charging or put away',
      asleep: 'Was asleep',
      device: 'Device fault',
      other: 'Something else',
    },
    unclear: {
      'answered-ok': 'Answered "I\'m fine"',
      'contact-restored': 'Contact restored',
      'trouble-over': 'Trouble is over by itself',
      other: 'Could not be found out',
    },
  },

  /** Why a command was not obeyed. */
  refusals: {
    'not-found': 'This alert does not exist.',
    closed: 'This alert is already closed.',
    'out-of-date': 'Someone has changed this alert meanwhile. Please look again.',
    'not-due': 'The deadline has not passed yet.',
    'not-live': 'This was judged from late data and opens no alert.',
    'other-subject': 'This belongs to another alert.',
    'not-this-step': 'The plan has moved on to another step.',
    'no-such-step': 'The plan of this alert has no such step.',
    'not-paused': 'This alert is not paused.',
    'pause-past': 'A pause must end in the future.',
    'pause-too-long': 'A pause lasts 4 hours at most, 15 minutes at high priority.',
    'not-at-dispatch': 'Go to the dispatch step first.',
    'already-authorised': 'Dispatch has already been authorised.',
    'needs-a-person': 'Only a named person can do this.',
    'needs-note': 'Please write a note that says why.',
    'nothing-after': 'No step comes after this one. Please finish it.',
    'other-open': 'Another alert of the same person is open already.',
    'being-called': 'Another operator is on the phone right now.',
    'not-authorised': 'Dispatch has not been authorised yet.',
    'progress-backwards': 'The progress of dispatch only goes forward.',
    'not-closed': 'This alert is not closed.',
    'of-a-drill': 'An alert of a drill cannot be opened again.',
    'too-late-to-reopen': 'It was closed more than a day ago and cannot be opened again.',
    'needs-outcome': 'Please choose how it ended.',
  },

  /** What was tried, on the call sheet. */
  tried: {
    'tried-ask-device-ok': 'Answered through the ear: fine',
    'tried-ask-device-help': 'Asked for help through the ear',
    'tried-ask-device-unclear': 'Answer through the ear not understood',
    'tried-ask-device-no-answer': 'No answer through the ear',
    'tried-ask-device-undelivered': 'The ear device could not be reached',
    'tried-operator-call-ok': 'On the phone: all right',
    'tried-operator-call-help': 'On the phone: needs help',
    'tried-operator-call-no-answer': 'Does not answer the phone',
    'tried-operator-call-overdue': 'Phone call not made in time',
    'tried-family-call-ok': 'Family: all right',
    'tried-family-call-help': 'Family: needs help',
    'tried-family-call-no-answer': 'Family not reached',
    'tried-family-call-overdue': 'Family not called in time',
    'tried-nurse-visit-ok': 'Nurse: all right',
    'tried-nurse-visit-help': 'Nurse: needs help',
    'tried-nurse-visit-no-answer': 'Nurse met nobody',
    'tried-nurse-visit-overdue': 'Nurse has not reported yet',
    'tried-dispatch-authorised': 'Dispatch authorised',
  },

  /** The call sheet, read out to 119 within 20 s: short sentences, nothing in brackets. */
  spoken: {
    request: (p: { centre?: string | undefined }) =>
      p.centre ? `This is ${p.centre}. We need an ambulance.` : 'We need an ambulance.',
    who: (p: { name: string; age: number; sex: 'female' | 'male' }) =>
      `${p.name}, ${p.sex === 'female' ? 'woman' : 'man'}, ${p.age}.`,
    where: (p: { address: string }) => `Address: ${p.address}.`,
    door: (p: { doorCode: string }) => `Door code ${p.doorCode}.`,
    happened: (p: { hour: number; minute: number; what: string }) =>
      `At ${p.hour}:${String(p.minute).padStart(2, '0')}, ${p.what}.`,
    conditions: (p: { items: string[] }) => `Has ${list(p.items)}.`,
    allergies: (p: { items: string[] }) => `Allergic to ${list(p.items)}.`,
    medications: (p: { items: string[] }) => `Takes ${list(p.items)}.`,
    phone: (p: { phone: string }) => `Phone ${p.phone}.`,
    /** What happened, in the place of the row of the board. */
    what: {
      fall: (p: Params) => (p.movedAfter ? 'a suspected fall' : 'a suspected fall, not moving since'),
      'low-oxygen': (p: Params) => `oxygen saturation down to ${p.percent} percent`,
      fever: (p: Params) => `fever of ${Number(p.celsius).toFixed(1)} degrees`,
      hypothermia: (p: Params) => `body temperature of ${Number(p.celsius).toFixed(1)} degrees`,
      'fast-pulse': (p: Params) => `pulse of ${p.perMin}`,
      'slow-pulse': (p: Params) => `pulse of ${p.perMin}`,
      'no-movement': (p: Params) => `no movement for ${p.hours} hours`,
      button: (_: Params) => 'the help button was pressed',
      'asked-for-help': (_: Params) => 'asked for help aloud',
      'not-worn': (_: Params) => 'the device has been off and nobody can be reached',
      battery: (_: Params) => 'the device is empty and nobody can be reached',
      'no-contact': (_: Params) => 'contact with the device was lost',
      'gateway-silent': (_: Params) => 'contact with all devices of the home was lost',
      'network-silent': (_: Params) => 'contact was lost with many homes at once',
      'sensor-silent': (_: Params) => 'the device is worn and a sensor gives nothing',
      'data-late': (_: Params) => 'the device sends only old data',
    },
    tried: {
      help: 'Confirmed: needs help.',
      noAnswer: 'Does not answer.',
      noPhone: 'Does not answer the phone.',
      nobody: 'Neither person nor family can be reached.',
      nurse: 'The nurse there asks for help.',
    },
  },
};
