import { createRootRoute, createRoute, lazyRouteComponent, retainSearchParams } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { ENVIRONMENTS } from '../../lib/environment';
import { ConsoleFailed, NotFound } from '../shell/Failures';
import { Shell } from '../shell/Shell';

/** The tenant and the environment are in every address, so that a link leads to the same data for everybody. */
const rootSearch = z.object({
  tenant: z.catch(z.optional(z.string()), undefined),
  env: z.catch(z.optional(z.enum(ENVIRONMENTS)), undefined),
});

export const rootRoute = createRootRoute({
  validateSearch: rootSearch,
  search: { middlewares: [retainSearchParams(['tenant', 'env'])] },
  errorComponent: ConsoleFailed,
  notFoundComponent: NotFound,
});

/** Everything that needs a signed-in person is below this. */
export const shellRoute = createRoute({ getParentRoute: () => rootRoute, id: 'shell', component: Shell });

const signInSearch = z.object({
  back: z.catch(z.optional(z.string()), undefined),
  problem: z.catch(z.optional(z.string()), undefined),
});

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import('../../features/account/SignIn'), 'SignIn'),
});
