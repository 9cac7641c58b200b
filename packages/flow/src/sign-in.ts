/** One of the people an app may be given: enough to choose by, no more. */
export interface PatientChoice {
  id: string;
  name: string;
  /** yyyy-mm-dd */
  birthDate: string;
  simulated: boolean;
}

/** What the sign-in screen asks of the person before it: who she is, or whether an app may have what it asks for. */
export type SignInPage = { now: number } & (
  | {
      step: 'login';
      /** The app that asks; undefined for our own screens. */
      app?: string;
      /** Somebody is signed in at the screens already: she can go on without a password. */
      signedIn?: string;
      /** Sign-in is at the provider of the organisation. */
      outside: boolean;
    }
  | {
      step: 'consent';
      app: string;
      name: string;
      scopes: string[];
      /** Undefined when the app needs nobody; else of whom to choose, or the one of the launch. */
      patients?: { choices: PatientChoice[]; more: boolean; fixed: boolean };
    }
);

/** Where the browser goes next. */
export interface SignInNext {
  go: string;
}

export interface PasskeyRow {
  id: string;
  name: string;
  created: number;
  lastUsed?: number;
}

export interface PasskeyList {
  now: number;
  passkeys: PasskeyRow[];
}
