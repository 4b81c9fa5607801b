/** How a connect link is shown: in a dialog of this page, in a window beside it, or in this tab. */
export type GatehouseMode = 'iframe' | 'popup' | 'redirect';

export interface GatehouseOptions {
  /** The `url` of a connect session, or a promise of it. Each link is for one person and ends after 30 minutes. */
  url?: string | URL | Promise<string | URL>;
  /** Instead of `url`: the session's `token`. */
  token?: string;
  /** The gateway's address, for `token`; without it the one this script was loaded from. */
  gateway?: string;
  /** `iframe` if nothing is said. A popup that the browser blocks becomes a redirect. */
  mode?: GatehouseMode;
  /** Puts the frame into this element instead of a dialog. */
  container?: HTMLElement;
  /** What screen readers call the frame. */
  title?: string;
  closeLabel?: string;
  /** The page is there. */
  onReady?(): void;
  /** What is shown now: `find`, `who`, `review`, `waiting`, `connected`, `failed`. */
  onStep?(step: string): void;
  /** Ask your server for the connection before you believe it. */
  onConnected?(result: { connectionId: string }): void;
  /** A code of the gateway's problems page, or `no-link` if `url` was a promise that failed. The person may try again. */
  onFailed?(failure: { code: string }): void;
  /** Called once, when the dialog or window is gone. Not in `redirect` mode. */
  onClosed?(end: { connected: boolean }): void;
}

export interface GatehouseHandle {
  /** The mode in use. */
  readonly mode: GatehouseMode;
  /** The frame, in `iframe` mode. */
  readonly element?: HTMLIFrameElement;
  close(): void;
  /** Brings the window to the front, in `popup` mode. */
  focus?(): void;
}

declare global {
  interface Window {
    Gatehouse: { connect(options: GatehouseOptions): GatehouseHandle };
  }
}
