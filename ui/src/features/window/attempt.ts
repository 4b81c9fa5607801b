import * as z from 'zod/mini';

// zod would otherwise try `new Function`, which the content security policy reports as a violation.
z.config({ jitless: true });

const frame = z.discriminatedUnion('message_type', [
  z.object({ message_type: z.literal('connection_ack'), ws_client_id: z.string() }),
  z.object({ message_type: z.literal('success'), provider_config_key: z.string(), connection_id: z.string() }),
  z.object({ message_type: z.literal('error'), error_type: z.string(), error_desc: z.string() }),
]);

export type Outcome =
  | { readonly is: 'connected'; readonly key: string; readonly connectionId: string }
  | { readonly is: 'failed'; readonly type: string; readonly text: string }
  | { readonly is: 'closed' };

/** A popup on its way to the EHR, with the socket that tells how it ends. */
export interface Attempt {
  show(): void;
  /** Ends it without an outcome. */
  cancel(): void;
}

const LOOK_EVERY_MS = 500;
/** For the socket's word when the popup is gone: its last page closes itself. */
const LAST_WORD_MS = 3_000;

/**
 * Opens the popup, which works only inside a click; null when the browser refuses. An EHR may cut the tie to its window, which
 * looks like closing it, so a success that comes later still counts.
 */
export function begin(page: Window, token: string, key: string, onEnd: (end: Outcome) => void): Attempt | null {
  const width = Math.min(560, page.screen.availWidth);
  const height = Math.min(760, page.screen.availHeight);
  const popup = page.open('', '_blank', `popup,width=${width},height=${height}`);
  if (!popup) return null;
  const socket = new WebSocket(`${page.location.origin.replace(/^http/, 'ws')}/`);
  const watch = setInterval(() => {
    if (!popup.closed) return;
    clearInterval(watch);
    setTimeout(() => onEnd({ is: 'closed' }), LAST_WORD_MS);
  }, LOOK_EVERY_MS);
  const stop = () => {
    clearInterval(watch);
    socket.onmessage = null;
    socket.close();
  };
  socket.onerror = () => {
    stop();
    popup.close();
    onEnd({ is: 'failed', type: 'unknown_err', text: '' });
  };
  socket.onmessage = ({ data }) => {
    const read = frame.safeParse(parsed(data));
    if (!read.success) return;
    if (read.data.message_type === 'connection_ack') {
      popup.location.href = address(page, token, key, read.data.ws_client_id);
      return;
    }
    stop();
    popup.close();
    onEnd(
      read.data.message_type === 'success'
        ? { is: 'connected', key: read.data.provider_config_key, connectionId: read.data.connection_id }
        : { is: 'failed', type: read.data.error_type, text: read.data.error_desc },
    );
  };
  return {
    show: () => popup.focus(),
    cancel: () => {
      stop();
      popup.close();
    },
  };
}

function address(page: Window, token: string, key: string, socketId: string): string {
  const url = new URL(`/oauth/connect/${encodeURIComponent(key)}`, page.location.origin);
  url.searchParams.set('connect_session_token', token);
  url.searchParams.set('ws_client_id', socketId);
  return url.href;
}

function parsed(data: unknown): unknown {
  try {
    return typeof data === 'string' ? JSON.parse(data) : null;
  } catch {
    return null;
  }
}
