import { expect, test } from 'vitest';
import { fieldOf, instantOf } from './periods';

test('a time goes into a field and comes out again, in both zones', () => {
  const at = '2026-11-23T14:05:00.000Z';
  expect(fieldOf(at, 'utc')).toBe('2026-11-23T14:05');
  expect(instantOf(fieldOf(at, 'utc'), 'utc')).toBe(at);
  expect(instantOf(fieldOf(at, 'local'), 'local')).toBe(at);
});

test('what is no time is none', () => {
  expect(instantOf('', 'utc')).toBeNull();
  expect(instantOf('yesterday', 'local')).toBeNull();
});
