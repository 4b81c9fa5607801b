/** Periods that end now, by what they are called in addresses. */
export const PERIODS = [
  { value: '1h', label: 'Last hour', seconds: 3_600 },
  { value: '24h', label: 'Last 24 hours', seconds: 86_400 },
  { value: '7d', label: 'Last 7 days', seconds: 604_800 },
  { value: '30d', label: 'Last 30 days', seconds: 2_592_000 },
] as const;

export type Period = (typeof PERIODS)[number]['value'];

export const PERIOD_VALUES = PERIODS.map((each) => each.value) as [Period, ...Period[]];

/** When a period that ends now begins. */
export function beginOf(period: Period, now = Date.now()): string {
  const seconds = PERIODS.find((each) => each.value === period)?.seconds ?? 3_600;
  return new Date(now - seconds * 1000).toISOString();
}

export type Zone = 'local' | 'utc';

/** A time as it stands below a picture: with the day where the period is longer than one. */
export function timeIn(zone: Zone, seconds: number): (at: string) => string {
  const format = new Intl.DateTimeFormat('en', {
    ...(seconds > 86_400 && { day: 'numeric', month: 'short' }),
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds <= 3_600 && { second: '2-digit' }),
    hourCycle: 'h23',
    ...(zone === 'utc' && { timeZone: 'UTC' }),
  });
  return (at) => format.format(new Date(at));
}

const two = (value: number) => String(value).padStart(2, '0');

/** A time as a field for days and hours holds it: 2026-11-23T14:05. */
export function fieldOf(at: string, zone: Zone): string {
  const time = new Date(at);
  if (zone === 'utc') return time.toISOString().slice(0, 16);
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day}T${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** What a field holds as an instant; null if that is no time. */
export function instantOf(field: string, zone: Zone): string | null {
  const time = new Date(zone === 'utc' ? `${field}Z` : field);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
