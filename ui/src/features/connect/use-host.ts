import { useEffect, useRef } from 'react';
import type { HostMessage, Surroundings } from './surroundings';

/** Tells the embedding app that the page is there and how high it is, for as long as it is. */
export function useHost(surroundings: Surroundings, origin: string | null): void {
  useEffect(() => {
    surroundings.tell(origin, { type: 'ready' });
    const root = document.getElementById('root');
    if (!root || surroundings.place !== 'frame') return;
    const observer = new ResizeObserver(() => {
      const height = Math.ceil(root.getBoundingClientRect().height);
      surroundings.tell(origin, { type: 'resized', height });
    });
    observer.observe(root);
    return () => observer.disconnect();
  }, [surroundings, origin]);
}

/** Tells the embedding app once what is shown now; again only when it changes. */
export function useTold(surroundings: Surroundings, origin: string | null, message: HostMessage): void {
  const told = useRef('');
  useEffect(() => {
    const text = JSON.stringify(message);
    if (told.current === text) return;
    told.current = text;
    surroundings.tell(origin, message);
  });
}
