import './connect-styles';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ConnectPage } from '../features/connect/ConnectPage';
import { takeServedFailure, tokenIn } from '../features/connect/served-failure';
import { browserSurroundings } from '../features/connect/surroundings';
import { tabColorScheme } from '../lib/color-scheme';
import { newQueryClient } from '../lib/query-client';
import { theme } from './theme';

const surroundings = browserSurroundings(window);
const failure = takeServedFailure(document, window.history);
const root = document.getElementById('root');

if (surroundings.place === 'frame') document.documentElement.dataset.framed = '';

// No style is made in the browser: variables come from virtual:theme.css, and the responsive classes are not used.
if (root) {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        colorSchemeManager={tabColorScheme()}
        withCssVariables={false}
        withGlobalClasses={false}
      >
        <QueryClientProvider client={newQueryClient()}>
          <ConnectPage token={tokenIn(window.location.pathname)} failure={failure} surroundings={surroundings} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
