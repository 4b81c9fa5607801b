import * as z from 'zod/mini';
import { isUnattended, UNATTENDED } from '../lib/attention';
import { afterAsking, takenAway } from '../lib/gate';
import { Problem } from '../lib/problem';
import { sessionState } from '../lib/session-state';

const tenant = z.object({ id: z.string(), name: z.string(), role: z.nullish(z.string()) });

const signedIn = z.object({
  operator: z.object({
    id: z.string(),
    email: z.string(),
    displayName: z.string(),
    everywhere: z.nullish(z.string()),
    secondFactor: z.optional(z.boolean()),
  }),
  session: z.optional(z.object({ id: z.string() })),
  csrfToken: z.string(),
  proven: z.boolean(),
  tenants: z.optional(z.array(tenant)),
  permissions: z.optional(z.object({ see: z.array(z.string()), change: z.array(z.string()) })),
  /** The one they work in; null if the address names one that is none of theirs. */
  tenant: z.optional(z.nullable(tenant)),
  moreTenants: z.optional(z.boolean()),
  /** Names of people to ask for more. */
  owners: z.optional(z.array(z.string())),
  /** How they can show again who they are. */
  proofs: z.optional(z.array(z.string())),
});

/** Who is signed in, and what they may do in the tenant they work in. */
export type Session = z.infer<typeof signedIn>;
export type TenantChoice = z.infer<typeof tenant>;

/**
 * Who is signed in; null if nobody is. Somebody whose session ended while the page is open is asked to sign in again right
 * there, so that nothing typed is lost.
 */
export async function readSession(signal?: AbortSignal): Promise<Session | null> {
  const sentWith = sessionState.csrfToken();
  const now = await readOnce(signal);
  if (now) return now;
  const known = sessionState.csrfToken() !== null;
  const over = Problem.fromBody({ code: 'session-over' });
  const again = (await afterAsking()) || (known && (await takenAway(over, sentWith)));
  return again ? readOnce(signal) : null;
}

/** The same as it is now. */
export async function readOnce(signal?: AbortSignal): Promise<Session | null> {
  const kept = sessionState.tenant();
  const response = await fetch('/api/v1/session', {
    cache: 'no-store',
    credentials: 'same-origin',
    headers: {
      Accept: 'application/json',
      ...(kept && { 'Gatehouse-Tenant': kept }),
      ...(isUnattended() && { [UNATTENDED]: '1' }),
    },
    ...(signal && { signal }),
  }).catch((thrown) => {
    if (signal?.aborted) throw thrown;
    throw Problem.offline();
  });
  const body: unknown = await response.json().catch(() => null);
  if (response.status === 401) return null;
  if (!response.ok) throw Problem.fromBody(body, response);
  return takeSession(body);
}

/** Remembers the token that later requests carry. */
export function takeSession(body: unknown): Session {
  const read = signedIn.safeParse(body);
  if (!read.success) throw Problem.unexpected();
  sessionState.setCsrfToken(read.data.csrfToken);
  return read.data;
}
