import type { Send } from '../../lib/api-client';

/** What the page tells the app that embeds or opened it. Sent to the origins the session names, or to nobody. */
export type HostMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'resized'; readonly height: number }
  | { readonly type: 'step'; readonly step: string }
  | { readonly type: 'connected'; readonly connectionId: string }
  | { readonly type: 'failed'; readonly code: string }
  | { readonly type: 'escape' }
  | { readonly type: 'closed' };

/** The EHR's own window, beside this page. */
export interface EhrWindow {
  readonly closed: boolean;
  /** Asks the gateway as that window, whose cookies are its own. Rejects when it is closed before the answer. */
  readonly send: Send;
  goTo(url: string): void;
  show(): void;
  close(): void;
}

/**
 * Where this page runs. `page`: a tab of its own. `frame`: inside the app's page. `popup`: opened by the app.
 * `opening`: the window this page opened for the EHR, before it goes there. `ehr-window`: the same, back from there.
 */
export interface Surroundings {
  readonly place: 'page' | 'frame' | 'popup' | 'opening' | 'ehr-window';
  /** Null when the browser refuses. Works only inside a click. */
  openEhrWindow(): EhrWindow | null;
  leave(url: string): void;
  /** Takes the whole tab along, out of the frame. False when the browser refuses. */
  leaveFrame(url: string): boolean;
  /** Reaches the app only if its page is of one of these origins: the browser sees to that. */
  tell(origins: readonly string[], message: HostMessage): void;
  close(): void;
}

const EHR_WINDOW = 'gatehouse-ehr';
const OPENING = '#opening';
const SOURCE = 'gatehouse-connect';
const LOOK_EVERY_MS = 50;
const OPENS_WITHIN_MS = 20_000;

export function browserSurroundings(page: Window): Surroundings {
  const place = placeOf(page);
  return {
    place,
    openEhrWindow: () => openWindow(page),
    leave: (url) => page.location.assign(url),
    leaveFrame: (url) => leaveFrame(page, url),
    tell: (origins, message) => {
      const host = place === 'frame' ? page.parent : place === 'popup' ? opener(page) : null;
      for (const origin of host ? addressed(page, place, origins) : []) {
        host?.postMessage({ source: SOURCE, ...message }, origin);
      }
    },
    close: () => page.close(),
  };
}

/** Where the browser tells who frames the page, the others need not be tried; it would log each. */
function addressed(page: Window, place: Surroundings['place'], origins: readonly string[]): readonly string[] {
  const around = place === 'frame' ? page.location.ancestorOrigins?.[0] : undefined;
  return around === undefined ? origins : origins.filter((origin) => origin === around);
}

function placeOf(page: Window): Surroundings['place'] {
  if (page.parent !== page) return 'frame';
  if (page.name === EHR_WINDOW || openedByThisPage(page)) {
    return page.location.hash === OPENING ? 'opening' : 'ehr-window';
  }
  return opener(page) ? 'popup' : 'page';
}

function opener(page: Window): Window | null {
  return page.opener;
}

/** Browsers may drop a window's name on the way through another site; the page that opened it is then still there. */
function openedByThisPage(page: Window): boolean {
  try {
    const other = opener(page)?.location;
    return other?.origin === page.location.origin && /^\/connect\//.test(other.pathname);
  } catch {
    return false;
  }
}

function openWindow(page: Window): EhrWindow | null {
  // iOS puts the window over this page and stops its timers; a full redirect is the honest way there
  if (/iPad|iPhone|iPod/.test(page.navigator.userAgent)) return null;
  const width = Math.min(560, page.screen.availWidth);
  const height = Math.min(760, page.screen.availHeight);
  const own = page.location.pathname;
  const opened = page.open(own + OPENING, EHR_WINDOW, `popup,width=${width},height=${height}`);
  if (!opened) return null;
  return {
    get closed() {
      return opened.closed;
    },
    send: (path, request) =>
      unlessClosed(
        opened,
        arrived(opened, own).then(() => opened.fetch(path, request)),
      ),
    goTo: (url) => opened.location.replace(url),
    show: () => opened.focus(),
    close: () => opened.close(),
  };
}

/** Until the window shows our page, it is empty, or still shows the EHR of an earlier try. */
async function arrived(opened: Window, path: string): Promise<void> {
  const latest = Date.now() + OPENS_WITHIN_MS;
  while (!shows(opened, path)) {
    if (opened.closed || Date.now() > latest) throw new Error('the window did not open');
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function shows(opened: Window, path: string): boolean {
  try {
    return opened.location.pathname === path && opened.document.readyState !== 'loading';
  } catch {
    return false;
  }
}

/** A request dies with its window, and would never be answered. */
function unlessClosed<T>(opened: Window, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const watch = setInterval(() => {
      if (!opened.closed) return;
      clearInterval(watch);
      reject(new Error('the window was closed'));
    }, LOOK_EVERY_MS);
    void answer.then(resolve, reject).finally(() => clearInterval(watch));
  });
}

function leaveFrame(page: Window, url: string): boolean {
  try {
    if (!page.top) return false;
    page.top.location.href = url;
    return true;
  } catch {
    return false;
  }
}
