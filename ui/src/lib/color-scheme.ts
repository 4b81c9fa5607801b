import { isMantineColorScheme, type MantineColorSchemeManager } from '@mantine/core';

const KEY = 'gatehouse.colours';

/**
 * Remembers light, dark or system for this tab only. Storage may be refused (a frame of another site, private
 * browsing); the choice then lives as long as the page.
 */
export function tabColorScheme(): MantineColorSchemeManager {
  return schemeIn(() => window.sessionStorage);
}

/** The same on this device, for people with an account. */
export function keptColorScheme(): MantineColorSchemeManager {
  return schemeIn(() => window.localStorage);
}

function schemeIn(storage: () => Storage): MantineColorSchemeManager {
  return {
    get: (fallback) => {
      try {
        const kept = storage().getItem(KEY);
        return isMantineColorScheme(kept) ? kept : fallback;
      } catch {
        return fallback;
      }
    },
    set: (value) => {
      try {
        storage().setItem(KEY, value);
      } catch {
        // the page still shows the choice
      }
    },
    subscribe: () => undefined,
    unsubscribe: () => undefined,
    clear: () => undefined,
  };
}
