import { useEffect } from 'react';

const KEY = 'gatehouse.single-keys';

/** Single keys can be switched off by people whose speech input types letters (WCAG 2.1.4). */
export const singleKeys = {
  on: () => {
    try {
      return window.localStorage.getItem(KEY) !== 'off';
    } catch {
      return true;
    }
  },
  set: (on: boolean) => {
    try {
      if (on) window.localStorage.removeItem(KEY);
      else window.localStorage.setItem(KEY, 'off');
    } catch {
      // lives as long as the page
    }
  },
};

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest('[role="dialog"]') !== null);

/**
 * Single keys (`/`, `j`) and pairs typed one after the other (`g c`). Not while something is typed, and not in a dialog
 * unless the key is asked for with `inDialogs`.
 */
export function useShortcuts(keys: Readonly<Record<string, () => void>>, { inDialogs = false } = {}) {
  useEffect(() => {
    let first = '';
    let forget: ReturnType<typeof setTimeout> | undefined;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !singleKeys.on()) return;
      const field = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      if (inDialogs ? field : typing(event.target)) return;
      const act = keys[first ? `${first} ${event.key}` : event.key] ?? keys[event.key];
      clearTimeout(forget);
      first = event.key;
      forget = setTimeout(() => {
        first = '';
      }, 1000);
      if (act) {
        event.preventDefault();
        first = '';
        act();
      }
    };
    window.addEventListener('keydown', listen);
    return () => {
      clearTimeout(forget);
      window.removeEventListener('keydown', listen);
    };
  }, [keys, inDialogs]);
}
