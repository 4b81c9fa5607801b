import './connect-styles';
import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ConnectWindow } from '../features/window/ConnectWindow';
import { browserHost, takeTokenInAddress } from '../features/window/host';
import { theme } from './theme';

const refused = document.querySelector('meta[name="gatehouse-embedding"]') !== null;
const wished = new URLSearchParams(window.location.search).get('theme');
const scheme = wished === 'light' || wished === 'dark' ? wished : undefined;
const host = browserHost(window);
const token = host.framed ? null : takeTokenInAddress(window);
const root = document.getElementById('root');

// No style is made in the browser: see connect.tsx.
if (root) {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        defaultColorScheme={scheme ?? 'auto'}
        withCssVariables={false}
        withGlobalClasses={false}
        {...(scheme && { forceColorScheme: scheme })}
      >
        <ConnectWindow host={host} token={token} refused={refused} />
      </MantineProvider>
    </StrictMode>,
  );
}
