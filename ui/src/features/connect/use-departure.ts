import { useEffect, useRef, useState } from 'react';
import type { Endpoint } from '../../api/connect';
import { Problem } from '../../lib/problem';
import { authorize, pageOf } from './session';
import type { EhrWindow, Surroundings } from './surroundings';

/** How far the person is on the way to the EHR. */
export type Departure =
  | { readonly at: 'here' }
  | { readonly at: 'leaving' }
  | { readonly at: 'renew?'; readonly detail: string | null }
  | { readonly at: 'failed'; readonly problem: Problem }
  | { readonly at: 'link'; readonly url: string }
  | { readonly at: 'waiting'; readonly window: EhrWindow | null };

const HERE: Departure = { at: 'here' };

interface Departures {
  readonly departure: Departure;
  /** Must be called inside a click: otherwise browsers open no window. */
  depart(endpoint: Endpoint, renew: boolean): void;
  /** The person opened the link themselves. */
  linkOpened(): void;
  cancel(): void;
}

/**
 * Takes the person to the EHR: by this tab, or by a window beside a frame, which then asks for the way itself. Browsers keep
 * no cookie for a frame of another site, so a frame that gets no window goes on as a page in a tab.
 */
export function useDeparture(token: string, surroundings: Surroundings): Departures {
  const [departure, setDeparture] = useState<Departure>(HERE);
  const attempt = useRef(0);
  useReset(() => setDeparture(HERE));

  const depart = async (endpoint: Endpoint, renew: boolean) => {
    const mine = ++attempt.current;
    const framed = surroundings.place === 'frame';
    const window = framed ? surroundings.openEhrWindow() : null;
    if (framed && !window) return setDeparture(unframe());
    setDeparture({ at: 'leaving' });
    try {
      // a window of the app's must come back here: the app hears how it went from this page, not from its own in that window
      const back = window || surroundings.place === 'popup';
      const body = { endpointId: endpoint.id, display: back ? 'popup' : 'page', ...(renew && { renew }) } as const;
      const { url } = await authorize(token, body, window?.send);
      if (attempt.current !== mine) return window?.close();
      setDeparture(leave(url, window));
    } catch (thrown) {
      const closedByPerson = window?.closed === true;
      window?.close();
      if (attempt.current === mine) setDeparture(closedByPerson ? HERE : refused(Problem.of(thrown)));
    }
  };

  const leave = (url: string, window: EhrWindow | null): Departure => {
    if (!isWebAddress(url)) return { at: 'failed', problem: Problem.unexpected() };
    if (window) {
      window.goTo(url);
      return { at: 'waiting', window };
    }
    surroundings.leave(url);
    return { at: 'leaving' };
  };

  const unframe = (): Departure => {
    const url = pageOf(token);
    return surroundings.leaveFrame(url) ? { at: 'leaving' } : { at: 'link', url };
  };

  return {
    departure,
    depart: (endpoint, renew) => void depart(endpoint, renew),
    linkOpened: () => setDeparture({ at: 'waiting', window: null }),
    cancel: () => {
      attempt.current++;
      if (departure.at === 'waiting') departure.window?.close();
      setDeparture(HERE);
    },
  };
}

function refused(problem: Problem): Departure {
  return problem.code === 'already-connected' ? { at: 'renew?', detail: problem.detail } : { at: 'failed', problem };
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && ['https:', 'http:'].includes(new URL(url).protocol);
}

/** Going back from the EHR may show this page as it was left, with its button still busy. */
function useReset(reset: () => void): void {
  const latest = useRef(reset);
  latest.current = reset;
  useEffect(() => {
    const shown = (event: PageTransitionEvent) => event.persisted && latest.current();
    window.addEventListener('pageshow', shown);
    return () => window.removeEventListener('pageshow', shown);
  }, []);
}
