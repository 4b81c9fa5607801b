import { expect, test } from 'vitest';
import { badgeTab, nameTab } from './tab-title';

test('the tab tells how many things need somebody, on whatever screen', () => {
  nameTab('Overview');
  expect(document.title).toBe('Overview · Gatehouse');

  badgeTab(3);
  expect(document.title).toBe('(3) Overview · Gatehouse');

  nameTab('Requests');
  expect(document.title).toBe('(3) Requests · Gatehouse');

  badgeTab(240);
  expect(document.title).toBe('(99+) Requests · Gatehouse');

  badgeTab(0);
  expect(document.title).toBe('Requests · Gatehouse');
});
