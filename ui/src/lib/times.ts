const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const full = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });
const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });
const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

const STEPS: readonly [limit: number, unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  [60, 'second', 1],
  [3600, 'minute', 60],
  [86_400, 'hour', 3600],
  [Number.POSITIVE_INFINITY, 'day', 86_400],
];

/** "12 minutes ago", "in 4 minutes", "now". */
export function relativeText(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000);
  const found = STEPS.find(([limit]) => Math.abs(seconds) < limit) ?? STEPS[3];
  return found ? relative.format(Math.trunc(seconds / found[2]), found[1]) : '';
}

export const fullText = (at: string | number | Date) => full.format(new Date(at));
export const dayText = (at: string | number | Date) => day.format(new Date(at));
export const clockText = (at: string | number | Date) => clock.format(new Date(at));

/** "48 min", "2 h 5 min", "3 days": how long something takes or lasts. */
export function lengthText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.round(whole / 60)} min`;
  if (whole < 86_400) {
    const minutes = Math.round((whole % 3600) / 60);
    return minutes ? `${Math.floor(whole / 3600)} h ${minutes} min` : `${Math.floor(whole / 3600)} h`;
  }
  const days = Math.round(whole / 86_400);
  return days === 1 ? '1 day' : `${days} days`;
}
