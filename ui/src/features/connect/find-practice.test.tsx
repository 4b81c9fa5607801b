import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { aPractice, FakeGateway, oakHill, openSession } from '../../testing/fake-gateway';
import { renderConnect } from '../../testing/render-connect';

const box = () => screen.findByRole('combobox', { name: 'Practice' });
const cedar = aPractice('cedar', 'Cedar Park Dermatology', { city: 'Laredo' });

test('a practice is found and taken with the keyboard alone', async () => {
  const gateway = new FakeGateway();
  gateway.practices = [oakHill, cedar];
  const { user } = renderConnect();

  await waitFor(async () => expect(await box()).toHaveFocus());
  await user.keyboard('tx');
  await waitFor(() =>
    expect(screen.getByRole('option', { name: /Oak Hill/ })).toHaveAttribute('aria-selected', 'true'),
  );
  await user.keyboard('{ArrowDown}');
  expect(screen.getByRole('option', { name: /Cedar Park/ })).toHaveAttribute('aria-selected', 'true');
  await user.keyboard('{Enter}');

  expect(await screen.findByRole('heading', { name: 'Before you go' })).toHaveFocus();
  expect(screen.getByText('Cedar Park Dermatology')).toBeVisible();
  expect(document.title).toBe('Before you go · Northwind');
});

test('the search waits for a second letter and asks for six', async () => {
  const gateway = new FakeGateway();
  gateway.practices = [oakHill];
  const { user } = renderConnect();

  await user.type(await box(), 'o');
  await user.type(await box(), 'ak ');
  await screen.findByRole('option', { name: /Oak Hill Pediatrics/ });

  const asked = gateway.requests('practices').map(({ query }) => [query.get('q'), query.get('limit')]);
  expect(asked).toContainEqual(['oak', '6']);
  expect(asked.every(([query]) => (query?.length ?? 0) >= 2)).toBe(true);
});

test('Enter takes nothing while the hits belong to an earlier text', async () => {
  const gateway = new FakeGateway();
  gateway.practices = [oakHill];
  const { user } = renderConnect();
  await user.type(await box(), 'oak');
  await screen.findByRole('option', { name: /Oak Hill/ });

  await user.keyboard('land{Enter}');

  expect(screen.getByRole('heading', { name: 'Find your practice' })).toBeVisible();
});

test('many hits say how many more there are and how to narrow them down', async () => {
  const gateway = new FakeGateway();
  gateway.practices = [oakHill, cedar];
  gateway.total = 44;
  const { user } = renderConnect();

  await user.type(await box(), 'tx');

  expect(await screen.findByText('42 more. Add your city to narrow it down.')).toBeVisible();
  expect(await screen.findByText('44 practices found, 2 shown', undefined, { timeout: 3000 })).toHaveAttribute(
    'role',
    'status',
  );
});

test('no hit says what to try', async () => {
  new FakeGateway();
  const { user } = renderConnect();

  await user.type(await box(), 'zebra');

  expect(await screen.findByText('No practice with that name.')).toBeVisible();
  expect(screen.getByText('Check the spelling, or search by the NPI on your claims.')).toBeVisible();
  expect(await box()).toHaveAttribute('aria-expanded', 'false');
});

test('a directory without NPIs is never searched by NPI in words', async () => {
  const gateway = new FakeGateway();
  gateway.session = { ...openSession, searchBy: ['name', 'city'] };
  const { user, container } = renderConnect();

  await user.type(await box(), 'zebra');
  await screen.findByText('No practice with that name.');

  expect(await box()).toHaveAttribute('placeholder', 'Name or city');
  expect(container).not.toHaveTextContent('NPI');
});

test('twins show their address, others do not', async () => {
  const gateway = new FakeGateway();
  const twin = { ...oakHill, id: 'twin', line: '77 Orchard Lane', npi: '1999999984' };
  gateway.practices = [oakHill, twin, { ...cedar, line: '5 Elm St' }];
  const { user } = renderConnect();

  await user.type(await box(), 'tx');
  const list = within(await screen.findByRole('listbox', { name: 'Practices' }));

  expect(list.getByRole('option', { name: /210 Cedar Ave/ })).toHaveTextContent('Austin, TX · NPI 1664980935');
  expect(list.getByRole('option', { name: /77 Orchard Lane/ })).toBeVisible();
  expect(list.getByRole('option', { name: /Cedar Park/ })).not.toHaveTextContent('Elm');
});

test('a search that fails can be asked again', async () => {
  const gateway = new FakeGateway();
  gateway.practices = [oakHill];
  gateway.breaks('practices', 503, 'overloaded');
  const { user } = renderConnect();

  await user.type(await box(), 'oak');
  const again = await screen.findByRole('button', { name: 'Try again' });
  gateway.repair('practices');
  await user.click(again);

  expect(await screen.findByRole('option', { name: /Oak Hill/ })).toBeVisible();
});

test('a missing practice is reported by mail when there is an address, in words when not', async () => {
  const gateway = new FakeGateway();
  gateway.session = { ...openSession, supportEmail: 'help@northwind.example' };
  const { unmount } = renderConnect();
  const link = await screen.findByRole('link', { name: 'My practice is missing' });
  expect(link.getAttribute('href')).toMatch(/^mailto:help%40northwind\.example\?subject=My%20practice/);
  expect(screen.getByText(/Practice Fusion list of Nov 2, 2026/)).toBeVisible();
  unmount();

  gateway.session = openSession;
  renderConnect();
  expect(await screen.findByText(/Is your practice missing\? Ask Northwind\./)).toBeVisible();
});

test('a choice made before in this tab is offered again', async () => {
  const gateway = new FakeGateway();
  gateway.practices = [oakHill];
  const first = renderConnect();
  await first.user.type(await box(), 'oak');
  await first.user.click(await screen.findByRole('option', { name: /Oak Hill/ }));
  first.unmount();

  const { user } = renderConnect();
  await user.click(await screen.findByRole('button', { name: 'Oak Hill Pediatrics' }));

  expect(await screen.findByRole('heading', { name: 'Before you go' })).toBeVisible();
});

test('a practice the app cannot use is refused with a reason', async () => {
  const gateway = new FakeGateway();
  gateway.practices = [{ ...oakHill, endpoints: [{ id: 'oak-patient', kind: 'patient' }] }];
  const { user } = renderConnect();

  await user.type(await box(), 'oak');
  await user.click(await screen.findByRole('option', { name: /Oak Hill/ }));

  expect(await screen.findByRole('alert')).toHaveTextContent('lists no fitting access for Oak Hill Pediatrics');
});
