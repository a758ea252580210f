// Which address shows which page. What is not needed at once is loaded when it is first visited.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';

import { AccountPage } from './pages/password.tsx';
import { SecretsPage } from './secrets/secrets-page.tsx';
import { NotFound, Shell } from './shell.tsx';

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound });
const page = (path: string, component: NonNullable<Parameters<typeof createRoute>[0]['component']>) =>
  createRoute({ getParentRoute: () => rootRoute, path, component });

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    page('/', SecretsPage),
    page('/login', SecretsPage),
    page('/s', SecretsPage),
    page('/s/$', SecretsPage),
    page('/account', AccountPage),
    page(
      '/search',
      lazyRouteComponent(() => import('./secrets/search-page.tsx'), 'SearchPage'),
    ),
    page(
      '/grid',
      lazyRouteComponent(() => import('./pages/grid.tsx'), 'GridPage'),
    ),
    page(
      '/access',
      lazyRouteComponent(() => import('./pages/access.tsx'), 'AccessPage'),
    ),
    page(
      '/audit',
      lazyRouteComponent(() => import('./pages/audit.tsx'), 'AuditPage'),
    ),
    page(
      '/connect',
      lazyRouteComponent(() => import('./pages/connect.tsx'), 'ConnectPage'),
    ),
  ]),
  trailingSlash: 'preserve',
});
