import { useState } from 'react';

/** The one-time text behind the `#` of the address. It is taken out at once: histories and screenshots keep addresses. */
export function useOnceText(): readonly [string, (text: string) => void] {
  return useState(() => {
    const text = window.location.hash.replace(/^#/, '');
    if (text) window.history.replaceState(window.history.state, '', window.location.pathname);
    return text;
  });
}
