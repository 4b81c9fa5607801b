import * as z from 'zod/mini';

// The parts of the Nango-compatible API that the Connect UI uses, with a session's token.

const sessionAnswer = z.object({
  data: z.object({
    allowed_integrations: z.nullish(z.array(z.string())),
    isReconnecting: z.nullish(z.boolean()),
  }),
});
const integrationsAnswer = z.object({
  data: z.array(z.object({ unique_key: z.string(), display_name: z.nullish(z.string()) })),
});
const refusal = z.object({ error: z.object({ code: z.string(), message: z.nullish(z.string()) }) });

export interface Integration {
  readonly key: string;
  readonly name: string;
}

/** What a session is for. */
export interface WindowSession {
  readonly reconnects: boolean;
  readonly integrations: readonly Integration[];
}

/** The gateway's no, in the words of this API. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(readonly code: string) {
    super(code);
  }
}

export async function windowSession(token: string, signal: AbortSignal): Promise<WindowSession> {
  const { data: session } = await get('/connect/session', token, sessionAnswer, signal);
  const { data: all } = await get('/integrations', token, integrationsAnswer, signal);
  const allowed = session.allowed_integrations;
  return {
    reconnects: session.isReconnecting ?? false,
    integrations: all
      .filter((each) => !allowed || allowed.includes(each.unique_key))
      .map((each) => ({ key: each.unique_key, name: each.display_name || each.unique_key })),
  };
}

async function get<T>(path: string, token: string, answer: z.ZodMiniType<T>, signal: AbortSignal): Promise<T> {
  const response = await fetch(path, {
    cache: 'no-store',
    credentials: 'omit',
    headers: { Accept: 'application/json', Authorization: `Bearer ${token}` },
    signal,
  });
  const json: unknown = await response.json().catch(() => null);
  if (response.status !== 200) {
    const told = refusal.safeParse(json);
    throw new Refused(told.success ? told.data.error.code : 'unexpected');
  }
  const read = answer.safeParse(json);
  if (!read.success) throw new Refused('unexpected');
  return read.data;
}
