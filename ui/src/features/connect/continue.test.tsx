import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { FakeGateway, oakHill, openSession } from '../../testing/fake-gateway';
import { renderConnect } from '../../testing/render-connect';

const chosen = { ...openSession, practice: oakHill };
const goOn = () => screen.findByRole('button', { name: 'Continue to Practice Fusion' });

test('continuing sends the chosen endpoint and leaves for the EHR', async () => {
  const gateway = new FakeGateway();
  gateway.session = chosen;
  const { user, surroundings } = renderConnect();

  await user.click(await goOn());

  await waitFor(() => expect(surroundings.left).toEqual(['https://ehr.example/authorize?state=s']));
  expect(gateway.requests('authorize')).toEqual([
    expect.objectContaining({
      method: 'POST',
      path: '/connect/tok-1/authorize',
      body: { endpointId: 'oak-staff', display: 'page' },
    }),
  ]);
});

test('an address that is no web page is not opened', async () => {
  const gateway = new FakeGateway();
  gateway.session = chosen;
  const { user, surroundings } = renderConnect();
  const asked = globalThis.fetch;
  globalThis.fetch = async (...request) =>
    String(request[0]).endsWith('authorize') ? new Response('{"url":"javascript:alert(1)"}') : asked(...request);

  await user.click(await goOn());

  expect(await screen.findByRole('heading', { name: 'Something went wrong' })).toBeVisible();
  expect(surroundings.left).toEqual([]);
});

test('when both are possible the page asks who will use it', async () => {
  const gateway = new FakeGateway();
  gateway.session = { ...chosen, allowedKinds: ['provider_system', 'patient'] };
  const { user } = renderConnect();

  expect(await screen.findByRole('heading', { name: 'Who will use it?' })).toHaveFocus();
  await user.click(screen.getByRole('radio', { name: /A patient/ }));
  await user.click(screen.getByRole('button', { name: 'Continue' }));
  await user.click(await goOn());

  await waitFor(() => expect(gateway.requests('authorize')[0]?.body).toMatchObject({ endpointId: 'oak-patient' }));
});

test('one way in asks no question', async () => {
  const gateway = new FakeGateway();
  gateway.session = { ...chosen, allowedKinds: ['patient'] };
  renderConnect();

  expect(await screen.findByRole('heading', { name: 'Before you go' })).toBeVisible();
  expect(screen.getByText('Access: A patient')).toBeVisible();
});

test('an endpoint named by the session is used as it is', async () => {
  const gateway = new FakeGateway();
  gateway.session = { ...chosen, allowedKinds: ['provider_system', 'patient'], endpointId: 'oak-patient' };
  const { user } = renderConnect();

  await user.click(await goOn());

  await waitFor(() => expect(gateway.requests('authorize')[0]?.body).toMatchObject({ endpointId: 'oak-patient' }));
});

test('a practice that was only suggested can be changed, a fixed one cannot', async () => {
  const gateway = new FakeGateway();
  gateway.session = { ...chosen, practiceFixed: true };
  const fixed = renderConnect();
  await goOn();
  expect(screen.queryByRole('button', { name: 'Change the practice' })).toBeNull();
  fixed.unmount();

  gateway.session = chosen;
  const { user } = renderConnect();
  await user.click(await screen.findByRole('button', { name: 'Change the practice' }));
  expect(await screen.findByRole('heading', { name: 'Find your practice' })).toBeVisible();
});

test("the browser's Back goes to the question before", async () => {
  const gateway = new FakeGateway();
  gateway.session = chosen;
  const { user } = renderConnect();
  await user.click(await screen.findByRole('button', { name: 'Change the practice' }));
  await screen.findByRole('heading', { name: 'Find your practice' });

  window.dispatchEvent(new PopStateEvent('popstate', { state: { stage: 'review' } }));

  expect(await screen.findByRole('heading', { name: 'Before you go' })).toBeVisible();
});

test('a connected practice is renewed only when the person says so', async () => {
  const gateway = new FakeGateway();
  gateway.session = chosen;
  gateway.breaks('authorize', 409, 'already-connected', 'Connected since 3 November.');
  const { user, surroundings } = renderConnect();

  await user.click(await goOn());
  expect(await screen.findByRole('alert')).toHaveTextContent(/Connected since 3 November\.\s*Renew it\?/);
  gateway.repair('authorize');
  await user.click(screen.getByRole('button', { name: 'Renew it' }));

  await waitFor(() => expect(surroundings.left).toHaveLength(1));
  expect(gateway.requests('authorize')[1]?.body).toEqual({ endpointId: 'oak-staff', display: 'page', renew: true });
});

test('a page shown again from the browser memory is not busy any more', async () => {
  const gateway = new FakeGateway();
  gateway.session = chosen;
  const { user, surroundings } = renderConnect();
  await user.click(await goOn());
  await waitFor(() => expect(surroundings.left).toHaveLength(1));
  expect(screen.getByRole('button', { name: 'Opening Practice Fusion' })).toBeDisabled();

  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));

  expect(await goOn()).toBeEnabled();
});

test('the promise about the password is on the page', async () => {
  new FakeGateway();
  renderConnect();

  expect(await screen.findByText('Your EHR password is entered only at Practice Fusion.')).toBeVisible();
});
