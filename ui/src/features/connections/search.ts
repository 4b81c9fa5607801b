import * as z from 'zod/mini';
import { type Environment, environmentQuery } from '../../lib/environment';

const text = z.catch(z.optional(z.string()), undefined);

/** What the list's address says: filters, order, columns that are left out. */
export const connectionsSearch = z.object({
  q: text,
  show: z.catch(
    z.optional(
      z.enum(['attention', 'active', 'degraded', 'needs_reconnect', 'misconfigured', 'pending', 'paused', 'revoked']),
    ),
    undefined,
  ),
  app: text,
  sort: z.catch(z.optional(z.enum(['practice', 'worst', 'next-refresh', 'created'])), undefined),
  hide: z.catch(z.optional(z.array(z.string())), undefined),
});
/** With the environment, which every address of the console may name. */
export type ConnectionsSearch = z.infer<typeof connectionsSearch> & { readonly env?: Environment | undefined };

export const TABS = ['timeline', 'token', 'requests', 'explorer', 'settings'] as const;
export type Tab = (typeof TABS)[number];

/** What a connection's address says: the tab, what its timeline is narrowed to, what the explorer asks for. */
export const connectionSearch = z.object({
  tab: z.catch(z.optional(z.enum(TABS)), undefined),
  kind: z.catch(z.optional(z.string()), undefined),
  path: text,
});
export type ConnectionSearch = z.infer<typeof connectionSearch>;

type ListQuery = {
  q?: string;
  state?: string;
  attention?: boolean;
  paused?: boolean;
  applicationId?: string;
  environment?: string;
  sort: 'practice' | 'worst' | 'next-refresh' | 'created';
};

/** The same in the API's words. */
export function listQuery(search: ConnectionsSearch): ListQuery {
  const { show } = search;
  return {
    sort: search.sort ?? 'worst',
    ...(search.q && { q: search.q }),
    ...(search.app && { applicationId: search.app }),
    ...environmentQuery(search.env),
    ...(show === 'attention' && { attention: true }),
    ...(show === 'paused' && { paused: true }),
    ...(show && show !== 'attention' && show !== 'paused' && { state: show }),
  };
}
