import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { connectionSearch, connectionsSearch } from '../../features/connections/search';
import { shellRoute } from './shell';

export const connectionRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/connections',
    validateSearch: connectionsSearch,
    component: lazyRouteComponent(() => import('../../features/connections/Connections'), 'Connections'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/connections/$id',
    validateSearch: connectionSearch,
    component: lazyRouteComponent(() => import('../../features/connections/ConnectionPage'), 'ConnectionPage'),
  }),
] as const;
