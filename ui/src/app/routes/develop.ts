import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { shellRoute } from './shell';

const text = z.catch(z.optional(z.string()), undefined);

const practicesSearch = z.object({
  q: text,
  ehr: text,
  kind: z.catch(z.optional(z.enum(['patient', 'provider_system'])), undefined),
  state: text,
  added: z.catch(z.optional(z.enum(['list', 'hand'])), undefined),
  sort: z.catch(z.optional(z.enum(['name', '-name'])), undefined),
  /** The practice whose panel is open. */
  open: text,
});

const importSearch = z.object({ ehr: text, preview: text });

const keysSearch = z.object({ ended: z.catch(z.optional(z.boolean()), undefined) });

const linkSearch = z.object({ application: text, practice: text });

export const developRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/practices',
    validateSearch: practicesSearch,
    component: lazyRouteComponent(() => import('../../features/practices/Practices'), 'Practices'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/practices/import',
    validateSearch: importSearch,
    component: lazyRouteComponent(() => import('../../features/practices/ImportList'), 'ImportList'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/api-keys',
    validateSearch: keysSearch,
    component: lazyRouteComponent(() => import('../../features/api-keys/ApiKeys'), 'ApiKeys'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/connect-page',
    component: lazyRouteComponent(() => import('../../features/connect-settings/ConnectSettings'), 'ConnectSettings'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/connect-a-practice',
    validateSearch: linkSearch,
    component: lazyRouteComponent(() => import('../../features/connect-settings/ConnectAPractice'), 'ConnectAPractice'),
  }),
] as const;
