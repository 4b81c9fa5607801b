import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { StrictMode } from 'react';
import { ConnectPage } from '../features/connect/ConnectPage';
import type { ServedFailure } from '../features/connect/served-failure';
import type { EhrWindow, HostMessage, Surroundings } from '../features/connect/surroundings';
import { newQueryClient } from '../lib/query-client';

/** A browser that writes down what the page did to it. */
export class FakeSurroundings implements Surroundings {
  readonly told: { origins: readonly string[]; message: HostMessage }[] = [];
  readonly left: string[] = [];
  readonly leftFrame: string[] = [];
  readonly windows: FakeEhrWindow[] = [];
  popupsAllowed = true;
  windowsCloseAtOnce = false;
  mayLeaveFrame = true;
  closed = 0;

  constructor(readonly place: Surroundings['place'] = 'page') {}

  openEhrWindow = (): EhrWindow | null => {
    if (!this.popupsAllowed) return null;
    const window = new FakeEhrWindow();
    window.closed = this.windowsCloseAtOnce;
    this.windows.push(window);
    return window;
  };
  leave = (url: string) => void this.left.push(url);
  leaveFrame = (url: string) => {
    if (this.mayLeaveFrame) this.leftFrame.push(url);
    return this.mayLeaveFrame;
  };
  tell = (origins: readonly string[], message: HostMessage) => void this.told.push({ origins, message });
  close = () => {
    this.closed++;
  };

  messages(type: HostMessage['type']): readonly HostMessage[] {
    return this.told.map(({ message }) => message).filter((message) => message.type === type);
  }
}

export class FakeEhrWindow implements EhrWindow {
  closed = false;
  shown = 0;
  readonly urls: string[] = [];
  readonly asked: string[] = [];
  send = (path: string, request: RequestInit) => {
    this.asked.push(path);
    return fetch(path, request);
  };
  goTo = (url: string) => void this.urls.push(url);
  show = () => {
    this.shown++;
  };
  close = () => {
    this.closed = true;
  };
}

export function renderConnect({
  token = 'tok-1',
  failure = null,
  surroundings = new FakeSurroundings(),
}: {
  token?: string | null;
  failure?: ServedFailure | null;
  surroundings?: FakeSurroundings;
} = {}) {
  const user = userEvent.setup();
  const view = render(
    <StrictMode>
      <MantineProvider withCssVariables={false} withGlobalClasses={false}>
        <QueryClientProvider client={newQueryClient()}>
          <ConnectPage token={token} failure={failure} surroundings={surroundings} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
  return { user, surroundings, ...view };
}
