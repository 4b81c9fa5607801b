/** A failure the gateway wrote into the page it served, instead of a session to go on with. */
export interface ServedFailure {
  readonly code: string;
  readonly reference: string | null;
}

/**
 * Reads the failure of this page, if it was served as one, and takes the query out of the address: after a failed
 * callback it may hold an authorization code, which must not stay in the tab's history or be copied along.
 */
export function takeServedFailure(page: Document, history: History): ServedFailure | null {
  const meta = page.querySelector<HTMLMetaElement>('meta[name="gatehouse-failure"]');
  if (!meta?.content) return null;
  history.replaceState(null, '', page.location.pathname);
  return { code: meta.content, reference: meta.dataset.reference || null };
}

/** The token of a link like `/connect/{token}`; it is the only credential this page has. */
export function tokenIn(path: string): string | null {
  const token = /^\/connect\/([^/]+)\/?$/.exec(path)?.[1];
  try {
    return token ? decodeURIComponent(token) : null;
  } catch {
    return null;
  }
}
