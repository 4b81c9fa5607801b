// Every word of the connect page. A second language is a second file of this shape.

/** Who the sentences speak of. The page may fail before it knows. */
export interface Names {
  readonly app: string;
  readonly ehr: string;
}

export const unknownNames: Names = { app: 'the app that sent you here', ehr: 'the EHR' };

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });
const number = new Intl.NumberFormat('en');

/** "a, b and c" in the language of the page. */
export const joined = (things: readonly string[]): string => list.format(things);

/** A date without a time, or null when the text is not a date. */
export function date(iso: string | null): string | null {
  const at = iso ? new Date(iso) : null;
  return at && !Number.isNaN(at.getTime()) ? day.format(at) : null;
}

const searchWords: Record<string, string> = { name: 'name', city: 'city', npi: 'NPI' };

export const texts = {
  from: (publisher: string) => `by ${publisher}`,
  pair: ({ app, ehr }: Names) => `${app} and ${ehr}`,
  password: ({ ehr }: Names) => `Your EHR password is entered only at ${ehr}.`,
  loading: 'Loading',
  steps: { label: 'Progress', practice: 'Practice', review: 'Review', signIn: 'Sign in', done: 'done', now: 'now' },
  colours: {
    auto: 'Colors: as on this device. Change to light.',
    light: 'Colors: light. Change to dark.',
    dark: 'Colors: dark. Change to as on this device.',
  },

  find: {
    title: 'Find your practice',
    intro: ({ app, ehr }: Names) => `${app} connects to ${ehr}. First, tell us which practice is yours.`,
    label: 'Practice',
    placeholder: (by: readonly string[]) => {
      const words = by.flatMap((key) => searchWords[key] ?? []);
      const text = new Intl.ListFormat('en', { type: 'disjunction' }).format(words).replace(', or ', ' or ');
      return text.charAt(0).toUpperCase() + text.slice(1);
    },
    list: 'Practices',
    npi: (npi: string) => `NPI ${npi}`,
    more: (count: number, byCity: boolean) =>
      `${number.format(count)} more. ${byCity ? 'Add your city to narrow it down.' : 'Type more of the name to narrow it down.'}`,
    none: 'No practice with that name.',
    noneHelp: (byNpi: boolean) =>
      byNpi
        ? 'Check the spelling, or search by the NPI on your claims.'
        : 'Check the spelling, or type only part of the name.',
    announce: (total: number, shown: number) => {
      if (total === 0) return 'No practice found';
      const found = total === 1 ? '1 practice found' : `${number.format(total)} practices found`;
      return total > shown ? `${found}, ${shown} shown` : found;
    },
    keys: 'Arrow keys to move, Enter to choose.',
    clear: 'Clear the search',
    recent: 'Chosen before in this tab',
    missing: 'My practice is missing',
    missingHelp: ({ app }: Names) => `Is your practice missing? Ask ${app}.`,
    missingSubject: ({ ehr }: Names) => `My practice is missing from the ${ehr} list`,
    missingBody: (query: string, byNpi: boolean) =>
      (query ? `I searched for "${query}" and did not find my practice.\n\n` : '') +
      `Practice name:\nCity and state:\n${byNpi ? 'NPI:\n' : ''}`,
    asOf: ({ ehr }: Names, when: string) => `${ehr} list of ${when}`,
    broken: 'The search did not answer.',
    again: 'Try again',
    noAccess: ({ ehr }: Names, name: string) => `${ehr} lists no fitting access for ${name}. Choose another practice.`,
  },

  practice: { change: 'Change', changeLabel: 'Change the practice', chosen: 'Your practice' },

  who: {
    title: 'Who will use it?',
    intro: ({ app }: Names) => `This decides how you sign in and what ${app} can see.`,
    kinds: {
      provider_system: {
        title: 'Practice staff',
        help: ({ ehr }: Names) => `Doctors and staff, signing in with their ${ehr} login`,
      },
      patient: { title: 'A patient', help: (_: Names) => 'One patient, signing in with the patient portal login' },
    } as Record<string, { title: string; help: (names: Names) => string }>,
    next: 'Continue',
  },

  review: {
    title: 'Before you go',
    againTitle: 'Connect again',
    againIntro: ({ app, ehr }: Names, practice: string) =>
      `The connection of ${practice} needs a new sign-in. At ${ehr} you decide again whether ${app} may do this:`,
    intro: ({ app, ehr }: Names) => `You sign in at ${ehr} next. There you decide whether ${app} may do this:`,
    asks: 'What it asks for',
    continue: ({ ehr }: Names) => `Continue to ${ehr}`,
    busy: ({ ehr }: Names) => `Opening ${ehr}`,
    link: 'Go on in a new tab',
    linkHelp: ({ ehr }: Names) => `Your browser did not let this page open ${ehr}. Go on in a tab of its own:`,
    already: 'This practice is already connected.',
    renewQuestion: 'Renew it?',
    renew: 'Renew it',
    keep: 'Keep it as it is',
    accessAs: (kind: string) => `Access: ${kind}`,
  },

  scopes: {
    read: 'Read',
    change: { c: 'Add', u: 'change', d: 'delete' },
    everything: 'everything in the record',
    ofPatient: 'Only for the patient who signs in or is chosen there.',
    ofUser: 'Only for patients the person signing in may see.',
    ofSystem: 'For all patients of the practice.',
    identity: 'See who signs in',
    identityHelp: 'Name and role, not the password.',
    offline: 'Stay connected',
    offlineHelp: ({ ehr }: Names) => `Also while nobody is signed in, until you end it in ${ehr}.`,
    online: 'Stay connected while signed in',
    unnamed: 'See only what the sign-in itself tells',
    others: (count: number) => (count === 1 ? 'and 1 more' : `and ${count} more`),
  },

  waiting: {
    title: ({ ehr }: Names) => `Waiting for ${ehr}`,
    body: 'Finish signing in in the other window.',
    help: 'This page goes on by itself as soon as you are done.',
    show: 'Show that window',
    again: 'Start again',
    closed: 'The window was closed before you finished. Nothing was shared.',
    closedTitle: 'Window closed',
    offline: 'Connection lost, trying again.',
  },

  window: {
    title: 'All done here',
    body: 'You can close this window.',
    close: 'Close this window',
    opening: ({ ehr }: Names) => `Opening ${ehr} …`,
  },

  connected: {
    title: 'Practice connected',
    body: ({ app }: Names, practice: string) => `${practice} now shares data with ${app}.`,
    trying: 'Trying a first read …',
    answered: (milliseconds: number) => `A first test read answered in ${number.format(Math.round(milliseconds))} ms.`,
    answeredPlain: 'A first test read was answered.',
    unanswered: ({ app }: Names) =>
      `A first test read was not answered yet. The connection is kept; ${app} can try again later.`,
    practice: 'Practice',
    access: 'Access',
    allowed: 'Allowed',
    missing: 'Not allowed',
    until: 'Until',
    untilEnded: ({ ehr }: Names) => `You end it in ${ehr}`,
    untilShort: 'This sign-in ends',
    since: 'Since',
    back: ({ app }: Names) => `Return to ${app}`,
    close: 'You can close this page.',
  },

  failure: {
    reference: 'Reference',
    copy: 'Copy',
    copied: 'Copied',
    again: 'Try again',
    start: 'Start again',
    elsewhere: ({ app }: Names) => `Go back to ${app} and start again there.`,
    choose: 'Choose the practice again',
    instead: (other: string) => `Connect ${other}`,
    administratorText: 'Text for the administrator',
    administrator: ({ app, ehr }: Names, practice: string | null) =>
      `Please allow the app "${app}" for ${practice ?? 'our practice'} in ${ehr}. ` +
      `Sign in to ${ehr} as an administrator, open the app marketplace, choose "${app}" and select Authorize App. ` +
      'Tell me when it is done, so that I can connect it.',
  },
};
