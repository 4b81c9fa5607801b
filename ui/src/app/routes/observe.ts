import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { requestsSearch } from '../../features/requests/filter';
import { PERIOD_VALUES } from '../../lib/periods';
import { shellRoute } from './shell';

const text = z.catch(z.optional(z.string()), undefined);
const period = z.catch(z.optional(z.enum(PERIOD_VALUES)), undefined);

/** An instant as addresses hold it; anything else is no time. */
const time = z.catch(z.optional(z.iso.datetime()), undefined);

export const observeRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/requests',
    validateSearch: requestsSearch,
    component: lazyRouteComponent(() => import('../../features/requests/Requests'), 'Requests'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/metrics',
    validateSearch: z.object({
      period,
      zone: z.catch(z.optional(z.enum(['local', 'utc'])), undefined),
      from: time,
      to: time,
      practice: text,
    }),
    component: lazyRouteComponent(() => import('../../features/metrics/Metrics'), 'Metrics'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/audit',
    validateSearch: z.object({
      period,
      kind: text,
      actor: text,
      target: text,
      open: z.catch(z.optional(z.number()), undefined),
    }),
    component: lazyRouteComponent(() => import('../../features/audit/AuditLog'), 'AuditLog'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/webhooks',
    validateSearch: z.object({
      endpoint: text,
      delivery: text,
      state: z.catch(z.optional(z.enum(['pending', 'delivered', 'failed'])), undefined),
      make: z.catch(z.optional(z.boolean()), undefined),
    }),
    component: lazyRouteComponent(() => import('../../features/webhooks/Webhooks'), 'Webhooks'),
  }),
] as const;
