import type { Names } from './texts';

/** What the person can do about a failure, when the gateway allows another attempt. */
export type Remedy = 'again' | 'start' | 'choose' | 'none';

/** What happened, what to do, and which button helps. */
export interface FailureWords {
  readonly title: string;
  readonly happened: string;
  readonly todo: string;
  readonly remedy: Remedy;
}

type Words = (names: Names, other: string | null) => FailureWords;

const words: Record<string, Words> = {
  'access-denied': () => ({
    title: 'Access was not allowed',
    happened: 'You chose not to allow access. Nothing was shared.',
    todo: 'If you did not mean to, try again.',
    remedy: 'again',
  }),
  'connect-session-expired': ({ app }) => ({
    title: 'This link has ended',
    happened: 'For your safety such a link works only for a short time.',
    todo: `Ask ${app} for a new one.`,
    remedy: 'none',
  }),
  'connect-session-unknown': ({ app }) => ({
    title: 'This link does not work',
    happened: 'It may be incomplete, or it was replaced by a newer one.',
    todo: `Check that you copied all of it, or ask ${app} for a new one.`,
    remedy: 'none',
  }),
  'ehr-unreachable': ({ ehr }) => ({
    title: `${capital(ehr)} is not answering`,
    happened: `${capital(ehr)} could not be reached. Your choices are kept.`,
    todo: 'Wait a moment, then try again.',
    remedy: 'again',
  }),
  'ehr-timeout': ({ ehr }) => ({
    title: `${capital(ehr)} is slow to answer`,
    happened: `${capital(ehr)} took too long, so we stopped waiting. Your choices are kept.`,
    todo: 'Wait a moment, then try again.',
    remedy: 'again',
  }),
  'ehr-refused': ({ app, ehr }) => ({
    title: `${capital(ehr)} refused`,
    happened: `${capital(ehr)} did not accept the sign-in. Nothing was shared.`,
    todo: `Try again. If it happens again, send the reference to ${app}.`,
    remedy: 'again',
  }),
  'sign-in-needed': ({ ehr }) => ({
    title: `${capital(ehr)} wants you to sign in first`,
    happened: `${capital(ehr)} was asked to let you through without a question, and could not.`,
    todo: `Sign in to ${ehr} in another tab. Then try again.`,
    remedy: 'again',
  }),
  'wrong-practice': (_, other) => ({
    title: 'That was another practice',
    happened: other ? `You signed in to ${other}.` : 'You signed in to another practice than the one you chose.',
    todo: other ? 'Connect that one instead?' : 'Try again with the login of the practice you chose.',
    remedy: 'again',
  }),
  'practice-not-authorized': ({ ehr }) => ({
    title: 'Your administrator must allow this first',
    happened: `Your practice's administrator must allow this app in ${ehr} first.`,
    todo: 'Send the administrator this text. Then try again.',
    remedy: 'again',
  }),
  'state-mismatch': () => ({
    title: 'We ignored that answer',
    happened: 'This answer did not belong to your request, so we ignored it.',
    todo: 'Start again.',
    remedy: 'start',
  }),
  'flow-expired': () => ({
    title: 'Signing in took too long',
    happened: 'For your safety a sign-in must be finished within a few minutes. Nothing was shared.',
    todo: 'Start again.',
    remedy: 'start',
  }),
  'callback-reused': ({ ehr }) => ({
    title: 'This answer was used before',
    happened: `Each answer of ${ehr} counts once. You may have gone back, or loaded the page again.`,
    todo: 'If your practice is not connected yet, start again.',
    remedy: 'start',
  }),
  'application-misconfigured': ({ app, ehr }) => ({
    title: `${capital(app)} is not set up yet`,
    happened: `${capital(ehr)} does not accept ${app} the way it is set up. You did nothing wrong.`,
    todo: `Send the reference to ${app}.`,
    remedy: 'none',
  }),
  'invalid-scope': ({ app, ehr }) => ({
    title: 'It asked for too much',
    happened: `${capital(ehr)} does not let ${app} ask for all it wants. Nothing was shared.`,
    todo: `Send the reference to ${app}.`,
    remedy: 'none',
  }),
  'launch-context-missing': ({ ehr }) => ({
    title: 'No patient was chosen',
    happened: `${capital(ehr)} did not say which patient this is about.`,
    todo: 'Try again, and choose a patient when you are asked.',
    remedy: 'again',
  }),
  'id-token-invalid': ({ ehr }) => ({
    title: 'We could not tell who signed in',
    happened: `${capital(ehr)} named a person in a way that can't be trusted. Nothing was shared.`,
    todo: 'Try again. If it happens again, send the reference to your support.',
    remedy: 'again',
  }),
  'wrong-patient': ({ app }) => ({
    title: 'That was another patient',
    happened: `This connection of ${app} is for another patient than the one you chose. Nothing was changed.`,
    todo: 'Try again, and choose the same patient as before.',
    remedy: 'again',
  }),
  'connect-session-used': ({ app }) => ({
    title: 'This link was used already',
    happened: 'It led to a connection, and each link does that once.',
    todo: `To connect another practice, ask ${app} for a new link.`,
    remedy: 'none',
  }),
  'credential-missing': ({ app, ehr }) => ({
    title: `${capital(app)} has no login at ${ehr} yet`,
    happened: `${capital(app)} has not been registered with ${ehr} completely. You did nothing wrong.`,
    todo: `Tell ${app}.`,
    remedy: 'none',
  }),
  'endpoint-unknown': ({ ehr }) => ({
    title: 'The list of practices has changed',
    happened: `${capital(ehr)} no longer lists the access you chose.`,
    todo: 'Choose your practice again.',
    remedy: 'choose',
  }),
  'launch-incomplete': () => ({
    title: 'The app was not opened from your EHR',
    happened: 'This page is opened by the EHR, and what the EHR sends along is missing.',
    todo: 'Open the app from the EHR again.',
    remedy: 'none',
  }),
  'launch-issuer-unknown': () => ({
    title: 'This practice is not known here',
    happened: 'The EHR named an address that belongs to no practice this app is for.',
    todo: 'Send the reference to your support.',
    remedy: 'none',
  }),
  'launch-issuer-ambiguous': () => ({
    title: 'It is not clear which practice this is',
    happened: 'Several practices share the address that the EHR named.',
    todo: 'Send the reference to your support.',
    remedy: 'none',
  }),
  'launch-again': () => ({
    title: 'Open the app from your EHR again',
    happened: 'Each opening of the app works once.',
    todo: 'Close this page and open the app from the EHR again.',
    remedy: 'none',
  }),
  'launch-not-offered': ({ ehr }) => ({
    title: 'This EHR says it opens no apps',
    happened: `What ${ehr} says of itself does not name opening apps from inside it.`,
    todo: 'Send the reference to your support.',
    remedy: 'none',
  }),
  'departure-over': ({ ehr }) => ({
    title: 'This way to the sign-in has ended',
    happened: `Each way to the sign-in of ${ehr} works once, for a few minutes, in the browser that asked for it.`,
    todo: 'Start again.',
    remedy: 'start',
  }),
  'already-connected': () => ({
    title: 'Already connected',
    happened: 'This practice is already connected.',
    todo: 'You can close this page, or connect it again to renew it.',
    remedy: 'start',
  }),
  offline: () => ({
    title: 'No connection',
    happened: 'This page could not be reached. Your choices are kept.',
    todo: 'Check your internet connection, then try again.',
    remedy: 'again',
  }),
};

const anything: Words = ({ app }) => ({
  title: 'Something went wrong',
  happened: 'The connection was not made. Nothing was shared.',
  todo: `Try again. If it happens again, send the reference to ${app}.`,
  remedy: 'again',
});

/** The words for a failure code; codes this page does not know get words that fit all. */
export function failureWords(code: string, names: Names, other: string | null = null): FailureWords {
  const known = Object.hasOwn(words, code) ? words[code] : undefined;
  return (known ?? anything)(names, other);
}

/** The codes with words of their own. */
export const knownFailures: readonly string[] = Object.keys(words);

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
