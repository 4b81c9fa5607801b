import { describe, expect, it, vi } from 'vitest';
import { browserHost, takeTokenInAddress } from './host';

const TOKEN = `nango_connect_session_${'a1'.repeat(32)}`;

/** A window in a frame of another page. */
function framed() {
  const parent = { postMessage: vi.fn() };
  const page = Object.assign(new EventTarget(), { parent });
  const says = (data: unknown, source: unknown = parent) =>
    page.dispatchEvent(Object.assign(new Event('message'), { data, source, origin: 'https://app.example.org' }));
  return { page: page as unknown as Window, parent, says };
}

describe('the page around the Connect UI', () => {
  it('is heard only when it is the parent and sends a session', () => {
    const { page, says } = framed();
    const heard = vi.fn();
    browserHost(page).listen(heard);

    says({ type: 'session_token', sessionToken: TOKEN }, {});
    says({ type: 'session_token', sessionToken: 'https://evil.example' });
    says('session_token');
    expect(heard).not.toHaveBeenCalled();

    says({ type: 'session_token', sessionToken: TOKEN });
    expect(heard).toHaveBeenCalledWith(TOKEN);
  });

  it('is told of connections only at the origin that brought the session', () => {
    const { page, parent, says } = framed();
    const host = browserHost(page);
    host.listen(() => undefined);
    const connect = {
      type: 'connect',
      payload: { providerConfigKey: 'k', connectionId: 'con_1', isPending: false },
    } as const;

    host.tell(connect);
    expect(parent.postMessage).not.toHaveBeenCalled();
    host.tell({ type: 'ready' });
    expect(parent.postMessage).toHaveBeenLastCalledWith({ type: 'ready' }, '*');

    says({ type: 'session_token', sessionToken: TOKEN });
    host.tell(connect);
    expect(parent.postMessage).toHaveBeenLastCalledWith(connect, 'https://app.example.org');
  });

  it('is nobody where the window is a tab of its own', () => {
    const page = Object.assign(new EventTarget(), { parent: null as unknown, postMessage: vi.fn() });
    page.parent = page;
    const host = browserHost(page as unknown as Window);

    host.tell({ type: 'ready' });

    expect(host.framed).toBe(false);
    expect(page.postMessage).not.toHaveBeenCalled();
  });
});

describe('a connect link', () => {
  it('gives its token once and leaves nothing of it in the address', () => {
    const replaceState = vi.fn();
    const page = {
      location: { search: `?session_token=${TOKEN}&theme=dark`, pathname: '/connect-ui/' },
      history: { replaceState },
    } as unknown as Window;

    expect(takeTokenInAddress(page)).toBe(TOKEN);
    expect(replaceState).toHaveBeenCalledWith(null, '', '/connect-ui/?theme=dark');
  });
});
