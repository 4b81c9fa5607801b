import { expect, test } from 'vitest';
import { health } from './health';
import type { Connection } from './requests';

const NOON = Date.parse('2026-11-23T12:00:00Z');

const connection = (more: Partial<Connection>): Connection => ({
  id: 'con_1',
  state: 'active',
  cause: { code: 'connected', text: 'The practice connected.', since: '2026-11-23T10:00:00Z' },
  practice: { id: 'prac_1', name: 'Oak Hill' },
  endpoint: { id: 'end_1', kind: 'provider_system', baseUrl: 'https://ehr.example/fhir' },
  application: { id: 'app_1', name: 'Care Hub', ehr: 'sandbox' },
  endUser: { id: 'user-1', email: null, displayName: null },
  grantType: 'authorization_code',
  scopes: { requested: [], granted: [], missing: [] },
  readOnly: true,
  paused: null,
  launchContext: {},
  grant: {
    hasRefreshToken: true,
    refreshing: false,
    expiresAt: '2026-11-23T12:50:00Z',
    refreshedAt: '2026-11-23T11:48:00Z',
    nextRefreshAt: '2026-11-23T12:48:00Z',
  },
  createdAt: '2026-11-23T10:00:00Z',
  connectedAt: '2026-11-23T10:00:00Z',
  ...more,
});

test('a healthy one tells when its token was renewed and when it is next', () => {
  expect(health(connection({}), NOON).sentence).toBe('Healthy. Token renewed 12 min ago; next renewal in 48 min.');
});

test('a pause outweighs the state beneath it', () => {
  const paused = { since: '2026-11-23T09:00:00Z', reason: 'their server moves' };
  expect(health(connection({ state: 'degraded', paused }), NOON)).toMatchObject({
    word: 'Paused',
    sentence: 'Paused for 3 h. Calls are refused, and the token is not renewed. Reason: their server moves.',
  });
});

test('an ended one is ended, paused or not', () => {
  const paused = { since: '2026-11-23T09:00:00Z', reason: null };
  expect(health(connection({ state: 'revoked', paused }), NOON).word).toBe('Ended');
});

test('without anything to renew it, the token says until when it is good', () => {
  const grant = {
    hasRefreshToken: false,
    refreshing: false,
    expiresAt: '2026-11-30T12:00:00Z',
    refreshedAt: null,
    nextRefreshAt: null,
  };
  expect(health(connection({ grant }), NOON).sentence).toContain('good until Nov 30, 2026');
});
