import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { shellRoute } from './shell';

const text = z.catch(z.optional(z.string()), undefined);

export const ehrAppRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/ehr-apps',
    // An EHR's key, or empty: the dialog that begins a registration is open.
    validateSearch: z.object({ register: text }),
    component: lazyRouteComponent(() => import('../../features/ehr-apps/EhrApps'), 'EhrApps'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/ehr-apps/$registration',
    validateSearch: z.object({
      step: text,
      side: z.catch(z.optional(z.enum(['notes', 'files', 'activity'])), undefined),
    }),
    component: lazyRouteComponent(() => import('../../features/ehr-apps/Tracker'), 'Tracker'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/ehr-apps/credentials/$application',
    validateSearch: z.object({ rotate: z.catch(z.optional(z.boolean()), undefined) }),
    component: lazyRouteComponent(() => import('../../features/ehr-apps/Credentials'), 'Credentials'),
  }),
] as const;
