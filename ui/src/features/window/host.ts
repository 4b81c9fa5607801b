/** What this window tells the page that opened it, in the words of `openConnectUI`. */
export type WindowMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'close' }
  | {
      readonly type: 'connect';
      readonly payload: { providerConfigKey: string; connectionId: string; isPending: false };
    }
  | { readonly type: 'error'; readonly payload: { errorType: string; errorMessage: string } };

/** The page around this one; nobody, if this is a tab of its own. */
export interface Host {
  readonly framed: boolean;
  /** Hears tokens of sessions until the answer is called. */
  listen(onToken: (token: string) => void): () => void;
  tell(message: WindowMessage): void;
}

const TOKEN = /^nango_connect_session_[0-9a-f]{64}$/;

/**
 * Only the page around this one is listened to. What names a connection goes to the origin that brought the session; before
 * that only what says nothing is sent, to whoever is there.
 */
export function browserHost(page: Window): Host {
  const framed = page.parent !== page;
  let origin: string | null = null;
  return {
    framed,
    listen: (onToken) => {
      const heard = (event: MessageEvent) => {
        if (event.source !== page.parent || !framed) return;
        const token = tokenOf(event.data);
        if (!token) return;
        origin = event.origin;
        onToken(token);
      };
      page.addEventListener('message', heard);
      return () => page.removeEventListener('message', heard);
    },
    tell: (message) => {
      if (!framed) return;
      const harmless = message.type === 'ready' || message.type === 'close';
      if (harmless || origin) page.parent.postMessage(message, origin ?? '*');
    },
  };
}

function tokenOf(data: unknown): string | null {
  if (typeof data !== 'object' || !data || !('type' in data) || data.type !== 'session_token') return null;
  return 'sessionToken' in data && isToken(data.sessionToken) ? data.sessionToken : null;
}

function isToken(text: unknown): text is string {
  return typeof text === 'string' && TOKEN.test(text);
}

/** The token of a connect link, which is taken out of the address. */
export function takeTokenInAddress(page: Window): string | null {
  const parameters = new URLSearchParams(page.location.search);
  const token = parameters.get('session_token');
  if (token === null) return null;
  parameters.delete('session_token');
  const rest = parameters.toString();
  page.history.replaceState(null, '', page.location.pathname + (rest && `?${rest}`));
  return isToken(token) ? token : null;
}
