import { useEffect, useRef } from 'react';
import type { HostMessage, Surroundings } from './surroundings';

/** Tells the embedding app that the page is there and how high it is, for as long as it is. */
export function useHost(surroundings: Surroundings, origins: readonly string[]): void {
  useEffect(() => {
    surroundings.tell(origins, { type: 'ready' });
    const root = document.getElementById('root');
    if (!root || surroundings.place !== 'frame') return;
    const observer = new ResizeObserver(() => {
      const height = Math.ceil(root.getBoundingClientRect().height);
      surroundings.tell(origins, { type: 'resized', height });
    });
    observer.observe(root);
    return () => observer.disconnect();
  }, [surroundings, origins]);
}

/** Keys pressed in a frame stay there: the app around it must be told of Escape to close its dialog. */
export function useEscape(surroundings: Surroundings, origins: readonly string[]): void {
  useEffect(() => {
    if (surroundings.place !== 'frame') return;
    const pressed = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) surroundings.tell(origins, { type: 'escape' });
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [surroundings, origins]);
}

/** Tells the embedding app once what is shown now; again only when it changes. */
export function useTold(surroundings: Surroundings, origins: readonly string[], message: HostMessage): void {
  const told = useRef('');
  useEffect(() => {
    const text = JSON.stringify(message);
    if (told.current === text) return;
    told.current = text;
    surroundings.tell(origins, message);
  });
}
