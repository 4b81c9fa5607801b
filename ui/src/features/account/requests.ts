import * as z from 'zod/mini';
import { ask, gateway } from '../../api/gateway';
import { Problem } from '../../lib/problem';
import { sessionState } from '../../lib/session-state';

/** Sends what makes or proves a session. These requests are never repeated by themselves. */
export async function send(path: string, body: unknown): Promise<unknown> {
  const token = sessionState.csrfToken();
  const tenant = sessionState.tenant();
  const response = await fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    cache: 'no-store',
    headers: {
      Accept: 'application/json',
      'Content-Type': 'application/json',
      ...(token && { 'X-CSRF-Token': token }),
      ...(tenant && { 'Gatehouse-Tenant': tenant }),
    },
    body: JSON.stringify(body),
  }).catch(() => {
    throw Problem.offline();
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw Problem.fromBody(answer, response);
  return answer;
}

const way = z.object({ url: z.string() });
/** What the gateway takes as a page to come back to. */
const PAGE = /^\/console(\/[A-Za-z0-9_.~-]+)*\/?(\?[A-Za-z0-9_.~%=&+,:/-]*)?$/;

/** Where the identity provider is, and who comes back to which page. */
export async function wayToProvider(purpose: '' | '/proof' | '/link', back: string): Promise<string> {
  const answer = await send(`/api/v1/session/oidc${purpose}`, { back: PAGE.test(back) ? back : '/console' });
  return way.parse(answer).url;
}

/** How one can sign in here. */
export const optionsQuery = {
  queryKey: ['session-options'],
  queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
    ask(() => gateway.GET('/api/v1/session/options', { signal })),
};
