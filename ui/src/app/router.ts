import { createRouter } from '@tanstack/react-router';
import { connectionRoutes } from './routes/connections';
import { developRoutes } from './routes/develop';
import { ehrAppRoutes } from './routes/ehr-apps';
import { observeRoutes } from './routes/observe';
import { overviewRoutes } from './routes/overview';
import { doorRoutes, peopleRoutes } from './routes/people';
import { rootRoute, shellRoute, signInRoute } from './routes/shell';

/** Each area has its own file of routes; its screens are loaded when they are opened. */
const routeTree = rootRoute.addChildren([
  signInRoute,
  ...doorRoutes,
  shellRoute.addChildren([
    ...overviewRoutes,
    ...observeRoutes,
    ...connectionRoutes,
    ...developRoutes,
    ...ehrAppRoutes,
    ...peopleRoutes,
  ]),
]);

export const router = createRouter({
  routeTree,
  basepath: '/console',
  scrollRestoration: true,
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
