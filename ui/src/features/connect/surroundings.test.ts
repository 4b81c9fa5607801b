import { expect, test, vi } from 'vitest';
import { browserSurroundings } from './surroundings';

const APP = 'https://app.northwind.example';

function aWindow(more: Record<string, unknown> = {}): Window {
  const page = {
    name: '',
    opener: null,
    location: { origin: 'https://gateway.example', pathname: '/connect/tok', hash: '', assign: vi.fn() },
    navigator: { userAgent: 'Chrome' },
    screen: { availWidth: 1200, availHeight: 900 },
    close: vi.fn(),
    ...more,
  };
  // only the members the page touches; a whole Window cannot be made by hand
  return page as unknown as Window;
}

/** A window that is its own parent, as every top one is. */
function top(more: Record<string, unknown> = {}): Window {
  const page = aWindow(more);
  Object.assign(page, { parent: page });
  return page;
}

const framed = (host: object, more = {}) => Object.assign(aWindow(more), { parent: host });

test('a framed page speaks to its parent, to the named origin only', () => {
  const host = { postMessage: vi.fn() };

  browserSurroundings(framed(host)).tell([APP], { type: 'ready' });

  expect(host.postMessage.mock.calls).toEqual([[{ source: 'gatehouse-connect', type: 'ready' }, APP]]);
});

test('without an origin nobody is told anything', () => {
  const host = { postMessage: vi.fn() };

  browserSurroundings(framed(host)).tell([], { type: 'connected', connectionId: 'con_1' });

  expect(host.postMessage).not.toHaveBeenCalled();
});

test('in a frame only the origin around it is tried, if the browser tells it', () => {
  const host = { postMessage: vi.fn() };
  const location = { origin: 'https://gateway.example', pathname: '/connect/tok', hash: '', ancestorOrigins: [APP] };
  const surroundings = browserSurroundings(framed(host, { location }));

  surroundings.tell(['https://other.example', APP], { type: 'ready' });
  surroundings.tell(['https://other.example'], { type: 'closed' });

  expect(host.postMessage.mock.calls).toEqual([[{ source: 'gatehouse-connect', type: 'ready' }, APP]]);
});

test('a page opened by the app speaks to the app', () => {
  const host = { postMessage: vi.fn(), location: { origin: APP, pathname: '/' } };
  const surroundings = browserSurroundings(top({ opener: host }));

  surroundings.tell([APP], { type: 'closed' });

  expect(surroundings.place).toBe('popup');
  expect(host.postMessage).toHaveBeenCalledWith({ source: 'gatehouse-connect', type: 'closed' }, APP);
});

test('a page of its own tells nobody', () => {
  const surroundings = browserSurroundings(top());

  surroundings.tell([APP], { type: 'ready' });

  expect(surroundings.place).toBe('page');
});

test("the EHR's window is known by its name", () => {
  expect(browserSurroundings(top({ name: 'gatehouse-ehr' })).place).toBe('ehr-window');
});

test("the EHR's window is known by its opener when a browser dropped the name", () => {
  const opener = { location: { origin: 'https://gateway.example', pathname: '/connect/tok' } };

  expect(browserSurroundings(top({ opener })).place).toBe('ehr-window');
});

test("the EHR's window is told before and after by its address", () => {
  const location = { origin: 'https://gateway.example', pathname: '/connect/tok', hash: '#opening' };

  expect(browserSurroundings(top({ name: 'gatehouse-ehr', location })).place).toBe('opening');
  expect(browserSurroundings(top({ location })).place).toBe('page');
});

test("the EHR's window asks for itself as soon as it shows our page", async () => {
  const answer = new Response();
  const opened = {
    closed: false,
    document: { readyState: 'complete' },
    fetch: vi.fn(() => Promise.resolve(answer)),
    location: { pathname: 'blank' },
  };
  const open = vi.fn(() => opened);
  const window = browserSurroundings(top({ open })).openEhrWindow();

  const sent = window?.send('/connect/tok/authorize', { method: 'POST' });
  expect(open.mock.calls[0]?.slice(0, 2)).toEqual(['/connect/tok#opening', 'gatehouse-ehr']);
  expect(opened.fetch).not.toHaveBeenCalled();
  opened.location.pathname = '/connect/tok';

  expect(await sent).toBe(answer);
  expect(opened.fetch).toHaveBeenCalledWith('/connect/tok/authorize', { method: 'POST' });
});

test('a request of a window that is closed meanwhile does not hang', async () => {
  const opened = {
    closed: false,
    document: { readyState: 'complete' },
    fetch: () => new Promise(() => {}),
    location: { pathname: '/connect/tok' },
  };
  const window = browserSurroundings(top({ open: () => opened })).openEhrWindow();

  const sent = window?.send('/connect/tok/authorize', { method: 'POST' });
  opened.closed = true;

  await expect(sent).rejects.toThrow('the window was closed');
});

test("an opener of another site cannot be looked into, and is the app's", () => {
  const opener = {
    get location(): never {
      throw new DOMException('blocked', 'SecurityError');
    },
  };

  expect(browserSurroundings(top({ opener })).place).toBe('popup');
});

test('iOS gets a full redirect in place of a window', () => {
  const open = vi.fn();
  const page = top({ open, navigator: { userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)' } });

  expect(browserSurroundings(page).openEhrWindow()).toBeNull();
  expect(open).not.toHaveBeenCalled();
});

test('a blocked window is no window', () => {
  expect(browserSurroundings(top({ open: () => null })).openEhrWindow()).toBeNull();
});

test('a frame that may not move the tab says so', () => {
  const page = top({
    top: {
      get location(): never {
        throw new DOMException('blocked', 'SecurityError');
      },
    },
  });

  expect(browserSurroundings(page).leaveFrame('https://ehr.example/')).toBe(false);
});
