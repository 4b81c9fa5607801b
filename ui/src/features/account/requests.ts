import { Problem } from '../../lib/problem';
import { sessionState } from '../../lib/session-state';

/** Sends what makes or proves a session. These requests are never repeated by themselves. */
export async function send(path: string, body: unknown): Promise<unknown> {
  const token = sessionState.csrfToken();
  const response = await fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    cache: 'no-store',
    headers: {
      Accept: 'application/json',
      'Content-Type': 'application/json',
      ...(token && { 'X-CSRF-Token': token }),
    },
    body: JSON.stringify(body),
  }).catch(() => {
    throw Problem.offline();
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw Problem.fromBody(answer, response);
  return answer;
}
