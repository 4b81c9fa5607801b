import './console-styles';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import * as z from 'zod/mini';
import { keptColorScheme } from '../lib/color-scheme';
import { newQueryClient } from '../lib/query-client';
import { router } from './router';
import { theme } from './theme';

// zod would otherwise try `new Function`, which the content security policy reports as a violation.
z.config({ jitless: true });

const root = document.getElementById('root');

// No style is made in the browser: variables come from virtual:theme.css, and the responsive classes are not used.
if (root) {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        colorSchemeManager={keptColorScheme()}
        withCssVariables={false}
        withGlobalClasses={false}
      >
        <QueryClientProvider client={newQueryClient()}>
          <RouterProvider router={router} />
          <Notifications position="bottom-right" />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
