import { expect, test } from 'vitest';
import { again } from './again';

const call = (route: string, kind: 'fhir' | 'nango' = 'fhir', method = 'GET') => ({ kind, method, route });

test('a route without ids and parameters is known in full', () => {
  expect(again(call('metadata'))).toEqual({ path: 'metadata', missing: null });
});

test('what is never recorded is left open and named', () => {
  expect(again(call('Patient?name&_count'))).toEqual({
    path: 'Patient?name=&_count=',
    missing: 'the values of the parameters',
  });
  expect(again(call('Patient/{id}'))?.missing).toBe('the id in place of {id}');
  expect(again(call('Patient/{id}/Observation?code'))?.missing).toBe(
    'the id in place of {id} and the values of the parameters',
  );
});

test('only what the explorer does is offered', () => {
  expect(again(call('Patient', 'nango'))).toBeNull();
  expect(again(call('Patient', 'fhir', 'POST'))).toBeNull();
});
