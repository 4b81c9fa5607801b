import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { rootRoute, shellRoute } from './shell';

/** Pages for people who are not signed in, beside the sign-in itself. */
export const doorRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/first-owner',
    component: lazyRouteComponent(() => import('../../features/account/FirstOwner'), 'FirstOwner'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/invitation',
    component: lazyRouteComponent(() => import('../../features/account/Invitation'), 'Invitation'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/proven',
    validateSearch: z.object({ problem: z.catch(z.optional(z.string()), undefined) }),
    component: lazyRouteComponent(() => import('../../features/account/Proven'), 'Proven'),
  }),
] as const;

export const peopleRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/account',
    validateSearch: z.object({ problem: z.catch(z.optional(z.string()), undefined) }),
    component: lazyRouteComponent(() => import('../../features/account/Account'), 'Account'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/team',
    validateSearch: z.object({
      person: z.catch(z.optional(z.string()), undefined),
      invite: z.catch(z.optional(z.boolean()), undefined),
    }),
    component: lazyRouteComponent(() => import('../../features/team/Team'), 'Team'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/team/roles',
    component: lazyRouteComponent(() => import('../../features/team/Roles'), 'Roles'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/settings',
    component: lazyRouteComponent(() => import('../../features/settings/Settings'), 'Settings'),
  }),
] as const;
