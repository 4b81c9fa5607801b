import { isMantineColorScheme, type MantineColorSchemeManager } from '@mantine/core';

const KEY = 'gatehouse.colours';

/**
 * Remembers light, dark or system for this tab only. Storage may be refused (a frame of another site, private
 * browsing); the choice then lives as long as the page.
 */
export function tabColorScheme(): MantineColorSchemeManager {
  return {
    get: (fallback) => {
      try {
        const kept = window.sessionStorage.getItem(KEY);
        return isMantineColorScheme(kept) ? kept : fallback;
      } catch {
        return fallback;
      }
    },
    set: (value) => {
      try {
        window.sessionStorage.setItem(KEY, value);
      } catch {
        // the page still shows the choice
      }
    },
    subscribe: () => undefined,
    unsubscribe: () => undefined,
    clear: () => undefined,
  };
}
