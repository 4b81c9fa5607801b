import * as z from 'zod/mini';
import { type Environment, environmentQuery } from '../../lib/environment';
import { beginOf, PERIOD_VALUES } from '../../lib/periods';

const text = z.catch(z.optional(z.string()), undefined);

/** What stands in the address of the list of requests. */
export const requestsSearch = z.object({
  period: z.catch(z.optional(z.enum(PERIOD_VALUES)), undefined),
  from: text,
  to: text,
  status: text,
  kind: z.catch(z.optional(z.enum(['fhir', 'nango', 'bulk'])), undefined),
  practice: text,
  connection: text,
  caller: text,
  slow: text,
  q: text,
  open: text,
});

/** With the environment, which every address of the console may name. */
export type RequestsSearch = z.infer<typeof requestsSearch> & { readonly env?: Environment | undefined };

/** What the gateway is asked: a period that ends now begins anew each time it is asked. */
export function questionOf(search: RequestsSearch) {
  const slow = Number(search.slow);
  return {
    from: search.from ?? beginOf(search.period ?? '1h'),
    ...(search.to && { to: search.to }),
    ...(search.status && { status: search.status }),
    ...(search.kind && { kind: search.kind }),
    ...(search.practice && { practiceId: search.practice }),
    ...(search.connection && { connectionId: search.connection }),
    ...(search.caller && { callerId: search.caller }),
    ...(search.slow && Number.isFinite(slow) && { minMs: Math.max(0, Math.round(slow)) }),
    ...(search.q && { q: search.q }),
    ...environmentQuery(search.env),
  };
}

/** Whether less than all of a period is asked for. */
export const isFiltered = ({ from, to, status, kind, practice, connection, caller, slow, q, env }: RequestsSearch) =>
  [from, to, status, kind, practice, connection, caller, slow, q, env].some((each) => each !== undefined);
