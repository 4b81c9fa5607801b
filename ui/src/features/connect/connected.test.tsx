import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { connectedResult, FakeGateway, openSession } from '../../testing/fake-gateway';
import { FakeSurroundings, renderConnect } from '../../testing/render-connect';

const connected = { ...openSession, state: 'connected', result: connectedResult } as const;

test('success names the practice, what was allowed and how fast the first read was', async () => {
  const gateway = new FakeGateway();
  gateway.session = { ...connected, result: { ...connectedResult, missingScopes: ['user/DocumentReference.rs'] } };
  renderConnect();

  expect(await screen.findByRole('heading', { name: 'Practice connected' })).toHaveFocus();
  expect(await screen.findByText('A first test read answered in 212 ms.')).toBeVisible();
  expect(screen.getByText('Read patient details. Stay connected')).toBeVisible();
  expect(screen.getByText('Read documents')).toBeVisible();
  expect(screen.getByText('You end it in Practice Fusion')).toBeVisible();
  expect(gateway.requests('test-read')).toHaveLength(1);
});

test('a first read that fails does not take the success away', async () => {
  const gateway = new FakeGateway();
  gateway.session = connected;
  gateway.breaks('test-read', 502, 'ehr-timeout');
  renderConnect();

  expect(await screen.findByText(/was not answered yet\. The connection is kept/)).toBeVisible();
  expect(screen.getByRole('heading', { name: 'Practice connected' })).toBeVisible();
});

test('the way back is the address of the session', async () => {
  const gateway = new FakeGateway();
  gateway.session = connected;
  renderConnect();

  expect(await screen.findByRole('link', { name: 'Return to Northwind' })).toHaveAttribute(
    'href',
    'https://app.northwind.example/done',
  );
});

test('an address that would run a script is no way back', async () => {
  const gateway = new FakeGateway();
  gateway.session = { ...connected, returnUrl: 'javascript:alert(1)' };
  renderConnect();

  expect(await screen.findByText('You can close this page.')).toBeVisible();
  expect(screen.queryByRole('link')).toBeNull();
});

test('in a frame the way back is a message', async () => {
  const gateway = new FakeGateway();
  gateway.session = connected;
  const { user, surroundings } = renderConnect({ surroundings: new FakeSurroundings('frame') });

  await user.click(await screen.findByRole('button', { name: 'Return to Northwind' }));

  expect(surroundings.messages('closed')).toHaveLength(1);
  expect(surroundings.closed).toBe(0);
});

test('the embedding app hears each step once, from the session it belongs to', async () => {
  const gateway = new FakeGateway();
  gateway.session = openSession;
  const { surroundings } = renderConnect({ surroundings: new FakeSurroundings('frame') });
  await screen.findByRole('heading', { name: 'Find your practice' });

  expect(surroundings.messages('step')).toEqual([{ type: 'step', step: 'find' }]);
  expect(surroundings.messages('ready').length).toBeGreaterThan(0);
  expect(new Set(surroundings.told.flatMap(({ origins }) => origins))).toEqual(
    new Set(['https://app.northwind.example']),
  );
});
