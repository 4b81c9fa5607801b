import type { Band } from '../../components/Plot';
import { beginOf, PERIODS, type Period, timeIn, type Zone } from '../../lib/periods';

/** The part of an address that says which time is shown. */
export interface RangeSearch {
  readonly period?: Period | undefined;
  readonly zone?: Zone | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Which time is shown, and how times are said. */
export interface Range {
  /** For query keys: the same as long as the address is. */
  readonly key: string;
  /** For requests; a period that ends now moves on. */
  readonly times: () => { from: string; to?: string };
  readonly seconds: number;
  readonly sayTime: (at: string) => string;
  readonly zone: Zone;
  /** True for times of one's own, which do not move. */
  readonly custom: boolean;
}

const DAY = 86_400;

export function rangeOf({ period = '24h', zone = 'local', from, to }: RangeSearch): Range {
  if (from && to && from < to) {
    const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
    // The day is said always: it may be one of last month.
    const sayTime = timeIn(zone, Math.max(seconds, DAY + 1));
    return { key: `${from}/${to}`, times: () => ({ from, to }), seconds, sayTime, zone, custom: true };
  }
  const seconds = PERIODS.find((each) => each.value === period)?.seconds ?? DAY;
  return {
    key: period,
    times: () => ({ from: beginOf(period) }),
    seconds,
    sayTime: timeIn(zone, seconds),
    zone,
    custom: false,
  };
}

interface Outage {
  readonly from: string;
  readonly to: string;
  readonly stopped: boolean;
}

/** Outages as plots mark them. */
export function bandsOf(outages: readonly Outage[], zone: Zone): readonly Band[] {
  const say = timeIn(zone, DAY + 1);
  return outages.map(({ from, to, stopped }) => ({
    from,
    to,
    word: 'Gateway not running',
    said: `Gateway not running ${say(from)} to ${say(to)}${stopped ? ' (stopped)' : ' (ended without a word)'}`,
  }));
}
