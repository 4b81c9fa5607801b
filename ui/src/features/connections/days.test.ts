import { expect, test } from 'vitest';
import { byDay, renewalWords } from './days';
import type { ConnectionEvent } from './requests';

const event = (at: string): ConnectionEvent => ({ id: at, at, kind: 'warning', code: 'scopes-limited', text: 'Less.' });
const hour = (at: string, succeeded: number, failed = 0) => ({ at: Date.parse(at), succeeded, failed });

test('renewals of a day are one line beside its events', () => {
  const days = byDay(
    [event('2026-11-23T12:00:00Z'), event('2026-11-22T12:00:00Z')],
    [hour('2026-11-23T10:00:00Z', 20), hour('2026-11-23T11:00:00Z', 26), hour('2026-11-22T11:00:00Z', 0)],
    false,
  );

  expect(days.map((day) => day.renewals)).toEqual([{ succeeded: 46, failed: 0 }, null]);
  expect(days.map((day) => day.events.length)).toEqual([1, 1]);
});

test('a day with renewals alone is a day, unless older events are still to come', () => {
  const hours = [hour('2026-11-20T10:00:00Z', 3, 1)];

  expect(byDay([], hours, false)).toHaveLength(1);
  expect(byDay([event('2026-11-23T12:00:00Z')], hours, true)).toHaveLength(1);
  expect(byDay([event('2026-11-23T12:00:00Z')], hours, false).at(-1)?.renewals).toEqual({ succeeded: 3, failed: 1 });
});

test('what failed is never called renewed', () => {
  expect(renewalWords({ succeeded: 46, failed: 0 })).toEqual({
    word: 'Token renewed',
    text: '46 renewals without error',
  });
  expect(renewalWords({ succeeded: 1, failed: 0 }).text).toBe('1 renewal without error');
  expect(renewalWords({ succeeded: 3, failed: 1 })).toEqual({
    word: 'Some renewals failed',
    text: '1 of 4 renewals failed',
  });
  expect(renewalWords({ succeeded: 0, failed: 4 })).toEqual({
    word: 'Token not renewed',
    text: 'All 4 renewals failed',
  });
  expect(renewalWords({ succeeded: 0, failed: 1 }).text).toBe('The one renewal failed');
});
