import type { StatusTone } from '../../components/Status';
import type { Credential, Field, Registration, Step, Value } from './requests';

const DAY = 86_400_000;

/** The last place that is asked for is the practices'; the steps with the vendor come before. */
export const isVendorStep = (step: { readonly who: string }) => step.who !== 'practice';

export const TYPES: Record<string, string> = { patient: 'Patient app', provider: 'Provider app', system: 'System app' };
export const ENVIRONMENTS: Record<string, string> = { production: 'Production', qa: 'QA', sandbox: 'Sandbox' };

/** "6 days", "today". */
export function daysSince(at: string, now: number): string {
  const days = Math.max(0, Math.floor((now - Date.parse(at)) / DAY));
  if (days === 0) return 'since today';
  return days === 1 ? '1 day' : `${days} days`;
}

export interface Standing {
  readonly tone: StatusTone;
  readonly words: string;
}

/** How a step stands, for the list of steps. */
export function standing(step: Pick<Step, 'state' | 'who' | 'waitingSince'>, now: number): Standing {
  switch (step.state) {
    case 'done':
      return { tone: 'good', words: 'Done' };
    case 'refused':
      return { tone: 'bad', words: 'The vendor said no' };
    case 'sent_back':
      return { tone: 'bad', words: 'Sent back' };
    case 'waiting': {
      const whom = step.who === 'practice' ? 'practices' : 'the vendor';
      return {
        tone: 'due',
        words: step.waitingSince ? `Waiting for ${whom}, ${daysSince(step.waitingSince, now)}` : `Waiting for ${whom}`,
      };
    }
    case 'in_progress':
      return { tone: 'due', words: 'In progress' };
    default:
      return step.waitingSince ? { tone: 'due', words: 'Your turn' } : { tone: 'none', words: 'To do' };
  }
}

/** What the button that completes a step says. */
export function doneLabel(step: Step): string {
  if (step.makes === 'application') return 'I submitted this form';
  if (step.makes === 'credential') return 'Save credentials';
  if (step.who === 'vendor') return 'It arrived';
  return step.who === 'practice' ? 'A practice let the app in' : 'I sent the form';
}

/** The values of a form in the vendor's words, to paste. */
export function textToCopy(step: Step, value: (field: Field) => Value): string {
  return step.fields
    .filter((field) => field.type !== 'secret' && field.type !== 'flag')
    .map((field) => ({ label: field.vendorLabel ?? field.label, text: shown(field, value(field)) }))
    .filter(({ text }) => text !== '')
    .map(({ label, text }) => (text.includes('\n') ? `${label}:\n${text}` : `${label}: ${text}`))
    .join('\n');
}

/** A value as people read it; empty if there is none. */
export function shown(field: Pick<Field, 'type' | 'options'>, value: Value): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'string') return field.type === 'choice' ? (field.options[value] ?? value) : value;
  return Array.isArray(value) ? value.join('\n') : 'Stored, sealed';
}

export const isFilled = (value: Value) =>
  Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined && value !== '' && value !== false;

/** A text to the vendor that asks how it stands. */
export function reminderLetter(registration: Registration, step: Step, ehrName: string): string {
  const form = registration.steps[0]?.form ?? {};
  const company = typeof form.companyName === 'string' ? form.companyName : 'our company';
  const sent = registration.steps.find((each) => each.completedAt)?.completedAt;
  const since = sent ? ` on ${new Intl.DateTimeFormat('en', { dateStyle: 'long' }).format(new Date(sent))}` : '';
  const signed = typeof form.developerName === 'string' ? form.developerName : company;
  return [
    `Hello ${ehrName} partner team,`,
    '',
    `${company} sent you its registration for the app "${registration.name}"${since}. We are waiting for: ${step.title}.`,
    'Could you tell us how it stands, and whether you need anything else from us?',
    '',
    'Kind regards',
    signed,
  ].join('\n');
}

export interface Chip {
  readonly tone: 'good' | 'due' | 'bad';
  readonly words: string;
}

/** When a secret ends, once that is within thirty days; sharper at fourteen and three. */
export function endChip(expiresAt: string | null | undefined, now: number): Chip | null {
  if (!expiresAt) return null;
  const days = Math.ceil((Date.parse(expiresAt) - now) / DAY);
  if (days > 30) return null;
  if (days <= 0) return { tone: 'bad', words: 'Secret has ended' };
  const words = days === 1 ? 'Secret ends in 1 day' : `Secret ends in ${days} days`;
  return { tone: days <= 14 ? 'bad' : 'due', words: days <= 3 ? `${words}: replace it now` : words };
}

/** What is known about a version: tested, proven by a practice, or not at all. */
export function trust(credential: Pick<Credential, 'provenAt' | 'lastTest' | 'kind'>): Standing {
  const outcome = credential.lastTest?.outcome;
  if (outcome && outcome !== 'ok' && outcome !== 'practice-not-authorized' && outcome !== 'unclear') {
    return { tone: 'bad', words: 'Last test failed' };
  }
  if (credential.provenAt && outcome !== 'ok') return { tone: 'good', words: 'Used with success' };
  if (outcome === 'ok') return { tone: 'good', words: 'Looks right' };
  if (outcome) return { tone: 'due', words: 'Test was unclear' };
  return { tone: 'none', words: 'Untested' };
}

export interface Verdict {
  readonly title: string;
  readonly tone: 'good' | 'bad' | 'due' | 'none';
  readonly detail: string;
}

const ADVICE: Record<string, string> = {
  'wrong-client-id': 'The EHR does not know this pair. Check for spaces; a new app can take a while to become active.',
  'wrong-secret': 'The EHR knows the client id and refuses the secret. Paste the secret again, to the last character.',
  unreachable: 'There was no usable answer. What you typed is saved; try again in a few minutes.',
};

/** A test in three lines: metadata, client, redirect address. */
export function verdicts(test: Schema, type: string | undefined): readonly Verdict[] {
  const step = (name: string) => test.steps.find((each) => each.name === name);
  const discovery = step('discovery');
  const token = step('token request');
  const redirect = step('redirect address');
  const accepted = ['ok', 'scope-not-authorized', 'practice-not-authorized'].includes(test.outcome);
  const clientTone = accepted ? 'good' : !token ? 'none' : test.outcome === 'unclear' ? 'due' : 'bad';
  const clientWords = accepted
    ? type === 'system'
      ? 'Verified: the token endpoint gave an answer meant for this client.'
      : 'Looks right. It is proven when the first practice connects.'
    : token
      ? (ADVICE[test.outcome] ?? test.explanation)
      : 'Not reached.';
  return [
    {
      title: 'Discovery document read',
      tone: discovery?.ok ? 'good' : 'bad',
      detail: discovery?.ok ? discovery.detail : (ADVICE[test.outcome] ?? test.explanation),
    },
    {
      title: 'Token endpoint knows this client',
      tone: clientTone,
      detail: accepted && test.outcome !== 'ok' ? `${clientWords} ${test.explanation}` : clientWords,
    },
    {
      title: 'Redirect URL accepted',
      tone: type === 'system' ? 'none' : redirect ? (redirect.ok ? 'good' : 'bad') : 'none',
      detail: type === 'system' ? 'Not needed: nobody signs in.' : (redirect?.detail ?? 'Not reached.'),
    },
  ];
}

type Schema = NonNullable<Credential['lastTest']>;
