import { texts } from './texts';

/** What the page tells the app that embeds or opened it. Sent to the origin named by the session, or to nobody. */
export type HostMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'resized'; readonly height: number }
  | { readonly type: 'step'; readonly step: string }
  | { readonly type: 'connected'; readonly connectionId: string }
  | { readonly type: 'failed'; readonly code: string }
  | { readonly type: 'closed' };

/** The EHR's own window, beside this page. */
export interface EhrWindow {
  readonly closed: boolean;
  goTo(url: string): void;
  show(): void;
  close(): void;
}

/**
 * Where this page runs. `page`: a tab of its own. `frame`: inside the app's page. `popup`: opened by the app.
 * `ehr-window`: the window this page opened for the EHR, now back from there.
 */
export interface Surroundings {
  readonly place: 'page' | 'frame' | 'popup' | 'ehr-window';
  /** Null when the browser refuses. Works only inside a click. */
  openEhrWindow(ehr: string): EhrWindow | null;
  leave(url: string): void;
  /** Takes the whole tab along, out of the frame. False when the browser refuses. */
  leaveFrame(url: string): boolean;
  tell(origin: string | null, message: HostMessage): void;
  close(): void;
}

const EHR_WINDOW = 'gatehouse-ehr';
const SOURCE = 'gatehouse-connect';

export function browserSurroundings(page: Window): Surroundings {
  const place = placeOf(page);
  return {
    place,
    openEhrWindow: (ehr) => openWindow(page, ehr),
    leave: (url) => page.location.assign(url),
    leaveFrame: (url) => leaveFrame(page, url),
    tell: (origin, message) => {
      const host = place === 'frame' ? page.parent : place === 'popup' ? opener(page) : null;
      if (host && origin) host.postMessage({ source: SOURCE, ...message }, origin);
    },
    close: () => page.close(),
  };
}

function placeOf(page: Window): Surroundings['place'] {
  if (page.parent !== page) return 'frame';
  if (page.name === EHR_WINDOW || openedByThisPage(page)) return 'ehr-window';
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

function openWindow(page: Window, ehr: string): EhrWindow | null {
  // iOS puts the window over this page and stops its timers; a full redirect is the honest way there
  if (/iPad|iPhone|iPod/.test(page.navigator.userAgent)) return null;
  const width = Math.min(560, page.screen.availWidth);
  const height = Math.min(760, page.screen.availHeight);
  const opened = page.open('', EHR_WINDOW, `popup,width=${width},height=${height}`);
  if (!opened) return null;
  announce(opened, ehr);
  return {
    get closed() {
      return opened.closed;
    },
    goTo: (url) => opened.location.replace(url),
    show: () => opened.focus(),
    close: () => opened.close(),
  };
}

function announce(opened: Window, ehr: string): void {
  try {
    opened.document.title = ehr;
    opened.document.body.textContent = texts.window.opening({ app: '', ehr });
  } catch {
    // the window was still open from an earlier try and shows the EHR: it is led on in a moment
  }
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
