import { expect, test } from 'vitest';
import { environmentQuery, followsEnvironment } from './environment';

test('what is no production is asked for as sandbox and QA', () => {
  expect(environmentQuery('sandbox')).toEqual({ environment: 'sandbox,qa' });
  expect(environmentQuery('production')).toEqual({ environment: 'production' });
  expect(environmentQuery(undefined)).toEqual({});
});

test('a screen says truly whether it follows the choice', () => {
  expect(
    ['/console', '/console/', '/console/connections', '/console/requests', '/console/ehr-apps'].map(followsEnvironment),
  ).toEqual([true, true, true, true, true]);
  expect(['/console/connections/con_1', '/console/practices', '/console/audit'].map(followsEnvironment)).toEqual([
    false,
    false,
    false,
  ]);
});
