import createClient, { type Middleware } from 'openapi-fetch';
import { isUnattended, UNATTENDED } from '../lib/attention';
import { takenAway } from '../lib/gate';
import { Problem } from '../lib/problem';
import { sessionState } from '../lib/session-state';
import type { components, paths } from './generated/schema';

/** A shape of the API's contract by its name there. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

const carrySession: Middleware = {
  onRequest({ request }) {
    const token = sessionState.csrfToken();
    const tenant = sessionState.tenant();
    if (token) request.headers.set('X-CSRF-Token', token);
    if (tenant) request.headers.set('Gatehouse-Tenant', tenant);
    if (request.method === 'GET' && isUnattended()) request.headers.set(UNATTENDED, '1');
    return request;
  },
};

/** The gateway's API as its contract has it. Wrap each request in {@link ask}. */
export const gateway = createClient<paths>({ baseUrl: '/', credentials: 'same-origin', cache: 'no-store' });
gateway.use(carrySession);

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * The content of an answer, or a rejection with a {@link Problem}. Where the gateway wants the password shown again, or the
 * session is over, the person is asked and the same request is sent once more: nothing typed is lost.
 */
export async function ask<T>(request: () => Promise<Answer<T>>): Promise<T> {
  const sentWith = sessionState.csrfToken();
  const { data, error, response } = await send(request);
  if (response.ok) return data as T;
  const problem = Problem.fromBody(error, response);
  if (await takenAway(problem, sentWith)) {
    const again = await send(request);
    if (again.response.ok) return again.data as T;
    throw Problem.fromBody(again.error, again.response);
  }
  throw problem;
}

async function send<T>(request: () => Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await request();
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') throw thrown;
    throw Problem.offline();
  }
}
