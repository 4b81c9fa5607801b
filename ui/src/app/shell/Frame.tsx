import { Burger, Kbd, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { ColorSchemeButton } from '../../components/ColorSchemeButton';
import { LiveBar } from '../../components/LiveBar';
import { useEnvironment } from '../../lib/environment';
import { useShortcuts } from '../../lib/shortcuts';
import { navigation } from '../navigation';
import { EnvironmentStripe, EnvironmentSwitch } from './EnvironmentSwitch';
import { KeyList } from './KeyList';
import { Menu } from './Menu';
import { PersonMenu } from './PersonMenu';
import classes from './Shell.module.css';
import { TenantSwitch } from './TenantSwitch';
import { useAttentionBadge } from './use-attention-badge';

const Palette = lazy(() => import('./Palette').then((module) => ({ default: module.Palette })));
const SCHEMES = { auto: 'Colours: as on this device', light: 'Colours: light', dark: 'Colours: dark' };

/** What is around every screen: where one is, where one can go, and who one is. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const [menu, { toggle, close }] = useDisclosure();
  const [palette, setPalette] = useState<'never' | 'open' | 'closed'>('never');
  const [keys, setKeys] = useState(false);
  useAttentionBadge();
  useFrameKeys(
    useCallback(() => setPalette('open'), []),
    useCallback(() => setKeys(true), []),
  );
  const environment = useEnvironment();
  return (
    <div className={classes.frame} data-environment={environment}>
      {/* biome-ignore lint/a11y/useValidAnchor: it leads to a place of this page; the router would take the # for its own */}
      <a
        className={classes.skip}
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('main')?.focus();
        }}
      >
        Skip to content
      </a>
      <header className={classes.header}>
        <div className={classes.bar}>
          <Burger
            className={classes.burger}
            opened={menu}
            onClick={toggle}
            size="sm"
            aria-label={menu ? 'Close the menu' : 'Open the menu'}
            aria-expanded={menu}
          />
          <img src="/ui/favicon.svg" width={26} height={26} alt="" />
          <span className={classes.product}>Gatehouse</span>
          <TenantSwitch />
          <EnvironmentSwitch where="head" />
          <div className={classes.space} />
          <UnstyledButton className={classes.search} onClick={() => setPalette('open')} aria-label="Search, Control K">
            <IconSearch size={15} aria-hidden />
            <span className={classes.searchText}>Search or jump to…</span>
            <Kbd size="xs" className={classes.searchKey}>
              Ctrl K
            </Kbd>
          </UnstyledButton>
          <ColorSchemeButton words={SCHEMES} />
          <PersonMenu onKeys={() => setKeys(true)} />
        </div>
        <EnvironmentStripe />
      </header>
      <nav className={classes.nav} data-open={menu} aria-label="Main">
        <EnvironmentSwitch where="menu" />
        <Menu onGo={close} />
      </nav>
      <main id="main" tabIndex={-1} className={classes.main}>
        <LiveBar />
        {children}
      </main>
      {palette !== 'never' && (
        <Suspense>
          <Palette open={palette === 'open'} onClose={() => setPalette('closed')} />
        </Suspense>
      )}
      <KeyList open={keys} onClose={() => setKeys(false)} />
    </div>
  );
}

function useFrameKeys(onPalette: () => void, onKeys: () => void) {
  const navigate = useNavigate();
  const keys = useMemo(() => {
    const places = navigation.flatMap((group) => group.places).filter((place) => place.key);
    return {
      '?': onKeys,
      '/': () => document.querySelector<HTMLElement>('[data-filter]')?.focus(),
      ...Object.fromEntries(places.map((place) => [`g ${place.key}`, () => void navigate({ to: place.to })])),
    };
  }, [navigate, onKeys]);
  useShortcuts(keys);
  useControlK(onPalette);
}

function useControlK(act: () => void) {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        act();
      }
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [act]);
}
