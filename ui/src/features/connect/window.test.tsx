import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { connectedResult, FakeGateway, failedResult, oakHill, openSession } from '../../testing/fake-gateway';
import { FakeSurroundings, renderConnect } from '../../testing/render-connect';

const PATIENCE = { timeout: 4_000 };
const chosen = { ...openSession, practice: oakHill };
const goOn = () => screen.findByRole('button', { name: 'Continue to Practice Fusion' });

async function waitingInAFrame() {
  const gateway = new FakeGateway();
  gateway.session = chosen;
  const view = renderConnect({ surroundings: new FakeSurroundings('frame') });
  await view.user.click(await goOn());
  await screen.findByRole('heading', { name: 'Waiting for Practice Fusion' });
  const window = view.surroundings.windows[0];
  if (!window) throw new Error('no window was opened');
  return { gateway, window, ...view };
}

test('in a frame the EHR gets a window, and the page waits for the session', async () => {
  const { gateway, window, user, surroundings } = await waitingInAFrame();

  expect(gateway.requests('authorize')[0]?.body).toEqual({ endpointId: 'oak-staff', display: 'popup' });
  expect(window.asked).toEqual(['/connect/tok-1/authorize']);
  expect(window.urls).toEqual(['https://ehr.example/authorize?state=s']);
  await user.click(screen.getByRole('button', { name: 'Show that window' }));
  expect(window.shown).toBe(1);

  gateway.session = { ...chosen, state: 'connected', result: connectedResult };

  expect(await screen.findByRole('heading', { name: 'Practice connected' }, PATIENCE)).toBeVisible();
  expect(surroundings.messages('connected')).toEqual([{ type: 'connected', connectionId: 'con_1' }]);
  expect(window.closed).toBe(true);
});

test('a window closed too early is noticed', async () => {
  const { window, user } = await waitingInAFrame();

  window.closed = true;

  expect(
    await screen.findByText('The window was closed before you finished. Nothing was shared.', undefined, PATIENCE),
  ).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Start again' }));
  expect(await goOn()).toBeEnabled();
});

test('a window that closed after the result counts as finished', async () => {
  const { gateway, window } = await waitingInAFrame();

  gateway.session = { ...chosen, state: 'connected', result: connectedResult };
  window.closed = true;

  expect(await screen.findByRole('heading', { name: 'Practice connected' }, PATIENCE)).toBeVisible();
});

test('starting again closes the window', async () => {
  const { window, user } = await waitingInAFrame();

  await user.click(screen.getByRole('button', { name: 'Start again' }));

  expect(window.closed).toBe(true);
  expect(await goOn()).toBeEnabled();
});

test('an old failure does not end a new attempt', async () => {
  const gateway = new FakeGateway();
  gateway.session = { ...chosen, state: 'failed', result: failedResult('access-denied') };
  const { user } = renderConnect({ surroundings: new FakeSurroundings('frame') });
  await user.click(await screen.findByRole('button', { name: 'Try again' }));
  await user.click(await goOn());
  await screen.findByRole('heading', { name: 'Waiting for Practice Fusion' });
  const before = gateway.requests('session').length;

  await waitFor(() => expect(gateway.requests('session').length).toBeGreaterThan(before), PATIENCE);

  expect(screen.getByRole('heading', { name: 'Waiting for Practice Fusion' })).toBeVisible();
});

test('without a window the whole tab goes on with the page, whose cookies it keeps', async () => {
  const gateway = new FakeGateway();
  gateway.session = chosen;
  const surroundings = new FakeSurroundings('frame');
  surroundings.popupsAllowed = false;
  const { user } = renderConnect({ surroundings });

  await user.click(await goOn());

  await waitFor(() => expect(surroundings.leftFrame).toEqual(['/connect/tok-1']));
  expect(gateway.requests('authorize')).toEqual([]);
});

test('when the frame holds the tab the person opens a link', async () => {
  const gateway = new FakeGateway();
  gateway.session = chosen;
  const surroundings = new FakeSurroundings('frame');
  surroundings.popupsAllowed = false;
  surroundings.mayLeaveFrame = false;
  const { user } = renderConnect({ surroundings });

  await user.click(await goOn());
  const link = await screen.findByRole('link', { name: 'Go on in a new tab' });

  expect(link).toHaveAttribute('href', '/connect/tok-1');
  expect(link).toHaveAttribute('rel', 'noopener');
});

test('a failed request leaves no empty window behind', async () => {
  const gateway = new FakeGateway();
  gateway.session = chosen;
  gateway.breaks('authorize', 503, 'ehr-unreachable');
  const { user, surroundings } = renderConnect({ surroundings: new FakeSurroundings('frame') });

  await user.click(await goOn());
  await screen.findByRole('heading', { name: 'Practice Fusion is not answering' });

  expect(surroundings.windows[0]?.closed).toBe(true);
});

test('a window closed while it opens leaves everything as it was', async () => {
  const gateway = new FakeGateway();
  gateway.session = chosen;
  gateway.breaks('authorize', 503, 'ehr-unreachable');
  const surroundings = new FakeSurroundings('frame');
  surroundings.windowsCloseAtOnce = true;
  const { user } = renderConnect({ surroundings });

  await user.click(await goOn());

  await waitFor(() => expect(gateway.requests('authorize')).toHaveLength(1));
  expect(await goOn()).toBeEnabled();
});

test('the window says that it opens, and asks for nothing by itself', async () => {
  const gateway = new FakeGateway();
  gateway.session = { ...chosen, state: 'failed', result: failedResult('access-denied') };

  const { surroundings } = renderConnect({ surroundings: new FakeSurroundings('opening') });

  expect(await screen.findByRole('heading', { name: 'Opening the EHR …' })).toBeVisible();
  expect(gateway.asked).toEqual([]);
  expect(surroundings.closed).toBe(0);
});

test('back from the EHR its window closes itself, or says that it can be closed', async () => {
  const gateway = new FakeGateway();
  gateway.session = { ...chosen, state: 'connected', result: connectedResult };
  const { surroundings } = renderConnect({ surroundings: new FakeSurroundings('ehr-window') });

  expect(await screen.findByText('You can close this window.')).toBeVisible();
  expect(surroundings.closed).toBeGreaterThan(0);
  expect(gateway.requests('test-read')).toEqual([]);
});
