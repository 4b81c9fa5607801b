import * as z from 'zod/mini';
import { Problem } from './problem';

// zod would otherwise try `new Function`, which the content security policy reports as a violation.
z.config({ jitless: true });

interface Call<T> {
  readonly path: string;
  readonly answer: z.ZodMiniType<T>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** Whose request it is, where that is not this window. */
  readonly via?: Send;
}

export type Send = (path: string, request: RequestInit) => Promise<Response>;

/** Asks the gateway. Answers in the checked shape, or rejects with a {@link Problem}. A cancelled call stays cancelled. */
export async function call<T>(method: 'GET' | 'POST', { path, answer, body, signal, via }: Call<T>): Promise<T> {
  const response = await send(via ?? fetch, path, {
    method,
    credentials: 'same-origin',
    cache: 'no-store',
    headers: { Accept: 'application/json', ...(method === 'POST' && { 'Content-Type': 'application/json' }) },
    ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
    ...(signal && { signal }),
  });
  const json: unknown = await response.json().catch(() => null);
  if (!response.ok) throw Problem.fromBody(json);
  const read = answer.safeParse(json);
  if (!read.success) throw Problem.unexpected();
  return read.data;
}

async function send(via: Send, path: string, request: RequestInit): Promise<Response> {
  try {
    return await via(path, request);
  } catch (thrown) {
    if (request.signal?.aborted) throw thrown;
    throw Problem.offline();
  }
}
