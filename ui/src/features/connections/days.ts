import { count, counted } from '../../lib/numbers';
import { dayText } from '../../lib/times';
import type { ConnectionEvent } from './requests';

export interface Renewals {
  readonly succeeded: number;
  readonly failed: number;
}

/** What a day's renewals came to, first in two or three words and then in a sentence. */
export function renewalWords({ succeeded, failed }: Renewals): { readonly word: string; readonly text: string } {
  if (failed === 0) return { word: 'Token renewed', text: `${counted(succeeded, 'renewal')} without error` };
  if (succeeded > 0)
    return {
      word: 'Some renewals failed',
      text: `${count(failed)} of ${counted(failed + succeeded, 'renewal')} failed`,
    };
  return {
    word: 'Token not renewed',
    text: failed === 1 ? 'The one renewal failed' : `All ${counted(failed, 'renewal')} failed`,
  };
}

interface Hour extends Renewals {
  readonly at: number;
}

export interface Day {
  readonly name: string;
  readonly at: number;
  readonly events: readonly ConnectionEvent[];
  readonly renewals: Renewals | null;
}

/**
 * Events and renewals by the day where the reader is, newest first.
 *
 * @param more true if older events follow: days before the last event are not whole yet, so they wait
 */
export function byDay(events: readonly ConnectionEvent[], hours: readonly Hour[], more: boolean): readonly Day[] {
  const days = new Map<string, { at: number; events: ConnectionEvent[]; succeeded: number; failed: number }>();
  const of = (at: number) => {
    const name = dayText(at);
    const known = days.get(name) ?? { at, events: [], succeeded: 0, failed: 0 };
    days.set(name, known);
    return known;
  };
  for (const event of events) of(Date.parse(event.at)).events.push(event);
  const oldest = more ? Date.parse(events.at(-1)?.at ?? '') : Number.NEGATIVE_INFINITY;
  for (const hour of hours) {
    if (hour.at < oldest || hour.succeeded + hour.failed === 0) continue;
    const day = of(hour.at);
    day.succeeded += hour.succeeded;
    day.failed += hour.failed;
  }
  return [...days]
    .map(([name, day]) => ({
      name,
      at: day.at,
      events: day.events,
      renewals: day.succeeded + day.failed > 0 ? { succeeded: day.succeeded, failed: day.failed } : null,
    }))
    .sort((one, other) => other.at - one.at);
}
