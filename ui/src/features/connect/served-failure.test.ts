import { afterEach, expect, test } from 'vitest';
import { takeServedFailure, tokenIn } from './served-failure';

afterEach(() => document.head.replaceChildren());

function served(code: string, reference?: string) {
  const meta = document.createElement('meta');
  meta.name = 'gatehouse-failure';
  meta.content = code;
  if (reference) meta.dataset.reference = reference;
  document.head.append(meta);
}

test('a served failure is read, and the code in the address is gone', () => {
  window.history.replaceState(null, '', '/oauth/callback?code=secret&state=s#x');
  served('state-mismatch', 'req_1');

  expect(takeServedFailure(document, window.history)).toEqual({ code: 'state-mismatch', reference: 'req_1' });
  expect(window.location.href).not.toContain('secret');
  expect(window.location.pathname).toBe('/oauth/callback');
});

test('a page without a failure keeps its address', () => {
  window.history.replaceState(null, '', '/connect/tok?x=1');

  expect(takeServedFailure(document, window.history)).toBeNull();
  expect(window.location.search).toBe('?x=1');
});

test.each([
  ['/connect/tok-1', 'tok-1'],
  ['/connect/tok-1/', 'tok-1'],
  ['/connect/a%20b', 'a b'],
  ['/connect/%E0%A4%A', null],
  ['/connect/', null],
  ['/connect/a/b', null],
  ['/oauth/callback', null],
])('the token of %s is %s', (path, token) => {
  expect(tokenIn(path)).toBe(token);
});
