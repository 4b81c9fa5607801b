import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { FakeGateway, failedResult, oakHill, openSession } from '../../testing/fake-gateway';
import { renderConnect } from '../../testing/render-connect';
import { failureWords, knownFailures } from './failures';

const names = { app: 'Northwind', ehr: 'Practice Fusion' };

test.each([
  'access-denied',
  'connect-session-expired',
  'connect-session-unknown',
  'ehr-unreachable',
  'ehr-timeout',
  'ehr-refused',
  'wrong-practice',
  'practice-not-authorized',
  'state-mismatch',
  'flow-expired',
  'callback-reused',
  'application-misconfigured',
  'invalid-scope',
  'launch-context-missing',
  'id-token-invalid',
  'endpoint-unknown',
])('%s has words of its own: what happened, what to do', (code) => {
  const words = failureWords(code, names);

  expect(words.title).not.toBe(failureWords('never-heard-of', names).title);
  expect(words.happened).toMatch(/\.$/);
  expect(words.todo).toMatch(/[.?]$/);
});

test('words never name a member of every object by accident', () => {
  expect(failureWords('constructor', names)).toEqual(failureWords('never-heard-of', names));
  expect(new Set(knownFailures.map((code) => failureWords(code, names).title)).size).toBe(knownFailures.length);
});

test.each(knownFailures)('a session that failed with %s shows the words and the reference', async (code) => {
  const gateway = new FakeGateway();
  gateway.session = { ...openSession, state: 'failed', result: failedResult(code) };
  renderConnect();

  const heading = await screen.findByRole('heading', { level: 1, name: failureWords(code, names).title });

  expect(heading).toHaveFocus();
  expect(screen.getByText(failureWords(code, names).happened)).toBeVisible();
  expect(screen.getByText('req_42')).toBeVisible();
});

test('trying again after a refusal keeps the practice', async () => {
  const gateway = new FakeGateway();
  gateway.session = { ...openSession, state: 'failed', practice: oakHill, result: failedResult('access-denied') };
  const { user } = renderConnect();

  await user.click(await screen.findByRole('button', { name: 'Try again' }));

  expect(await screen.findByRole('heading', { name: 'Before you go' })).toHaveFocus();
  expect(screen.getByText('Oak Hill Pediatrics')).toBeVisible();
});

test('no second attempt is offered when the gateway allows none', async () => {
  const gateway = new FakeGateway();
  gateway.session = { ...openSession, state: 'failed', result: failedResult('access-denied', { canRetry: false }) };
  renderConnect();

  await screen.findByRole('heading', { name: 'Access was not allowed' });

  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  expect(screen.getByText('Go back to Northwind and start again there.')).toBeVisible();
  expect(screen.getByRole('link', { name: 'Return to Northwind' })).toBeVisible();
});

test('the practice that answered instead can be looked for', async () => {
  const gateway = new FakeGateway();
  gateway.session = {
    ...openSession,
    state: 'failed',
    result: failedResult('wrong-practice', { otherPractice: 'Lakeside Eye' }),
  };
  const { user } = renderConnect();

  expect(await screen.findByText('You signed in to Lakeside Eye.')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Connect Lakeside Eye' }));

  expect(await screen.findByRole('combobox', { name: 'Practice' })).toHaveValue('Lakeside Eye');
});

test('a text for the administrator is ready to send', async () => {
  const gateway = new FakeGateway();
  gateway.session = {
    ...openSession,
    state: 'failed',
    practice: oakHill,
    result: failedResult('practice-not-authorized'),
  };
  renderConnect();

  const letter = await screen.findByRole('textbox', { name: 'Text for the administrator' });

  expect(letter).toHaveTextContent(/allow the app "Northwind" for Oak Hill Pediatrics in Practice Fusion/);
});

test('an EHR that is down keeps the choices', async () => {
  const gateway = new FakeGateway();
  gateway.session = { ...openSession, practice: oakHill };
  gateway.breaks('authorize', 503, 'ehr-unreachable');
  const { user, surroundings } = renderConnect();

  await user.click(await screen.findByRole('button', { name: 'Continue to Practice Fusion' }));
  await user.click(await screen.findByRole('button', { name: 'Try again' }));
  gateway.repair('authorize');
  await user.click(await screen.findByRole('button', { name: 'Continue to Practice Fusion' }));

  await waitFor(() => expect(surroundings.left).toHaveLength(1));
});

test('an expired link names the app once it is known', async () => {
  const gateway = new FakeGateway();
  gateway.session = { ...openSession, practice: oakHill };
  gateway.breaks('authorize', 410, 'connect-session-expired');
  const { user } = renderConnect();

  await user.click(await screen.findByRole('button', { name: 'Continue to Practice Fusion' }));

  expect(await screen.findByRole('heading', { name: 'This link has ended' })).toBeVisible();
  expect(screen.getByText('Ask Northwind for a new one.')).toBeVisible();
  expect(screen.queryByRole('button', { name: /again/ })).toBeNull();
});

test('a link that was expired from the start says so without a session', async () => {
  const gateway = new FakeGateway();
  gateway.breaks('session', 410, 'connect-session-expired');
  renderConnect();

  expect(await screen.findByRole('heading', { name: 'This link has ended' })).toBeVisible();
  expect(screen.getByText('Ask the app that sent you here for a new one.')).toBeVisible();
  expect(screen.getByText('req_9')).toBeVisible();
});

test('a gateway that cannot be reached is asked again on request', async () => {
  new FakeGateway();
  const working = globalThis.fetch;
  globalThis.fetch = () => Promise.reject(new TypeError('network'));
  const { user } = renderConnect();
  await screen.findByRole('heading', { name: 'No connection' });

  globalThis.fetch = working;
  await user.click(screen.getByRole('button', { name: 'Try again' }));

  expect(await screen.findByRole('heading', { name: 'Find your practice' })).toBeVisible();
});

test('an answer in a shape this page does not know is a failure, not a blank page', async () => {
  const gateway = new FakeGateway();
  gateway.session = { state: 'open' };
  renderConnect();

  expect(await screen.findByRole('heading', { name: 'Something went wrong' })).toBeVisible();
});

test('a failure the gateway served is shown without asking for a session', async () => {
  const gateway = new FakeGateway();
  const { user, surroundings } = renderConnect({ failure: { code: 'state-mismatch', reference: 'req_1' } });

  expect(await screen.findByRole('heading', { name: 'We ignored that answer' })).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Start again' }));

  expect(surroundings.left).toEqual(['/connect/tok-1']);
  expect(gateway.asked).toEqual([]);
});
