/**
 * What leaves the house as a message. A text is 160 characters at most, so that it goes as one. No illness and no value is
 * named: anybody may see the screen of a telephone.
 */
interface About {
  /** The person at home; of Munan itself there is none. */
  name: string | undefined;
}

export const outgoing = {
  /** Messages of a drill go to nobody; they are shown on the screen. */
  drill: (p: { text: string }) => `[Drill] ${p.text}`,
  messages: {
    'text-person': {
      title: (_: About) => 'Munan',
      body: (_: About) => '[Munan] Are you all right? Please answer 1 if you are, 2 if you need help.',
    },
    'voice-call': {
      title: (_: About) => 'Munan',
      body: (_: About) =>
        'Hello, this is Munan. We are calling to ask whether you are all right. Press 1 if you are, press 2 if you need help.',
    },
    'family-text': {
      title: (_: About) => 'Please look in',
      body: (p: About) =>
        `[Munan] Somebody should check on ${p.name ?? 'your relative'}. Answer 1: all right, 2: help is needed, 3: I am on my way`,
    },
    'nurse-visit': {
      title: (_: About) => 'A visit is needed',
      body: (p: About) => `[Munan] Please go and see ${p.name ?? 'the person'} now. Answer 1: I am going`,
    },
    'second-operator': {
      title: (_: About) => 'An alert needs help',
      body: (_: About) => '[Munan] An alert needs a second operator. Please open the screen. Answer 1: I am looking',
    },
    manager: {
      title: (_: About) => 'An alert that nobody has solved',
      body: (_: About) => '[Munan] An alert is still not solved. Please open the screen. Answer 1: I am looking',
    },
    desk: {
      title: (_: About) => 'Nobody is at the desk',
      body: (_: About) => '[Munan] An alert waits and nobody is at the desk. Please look now. Answer 1: I am looking',
    },
  },
};
