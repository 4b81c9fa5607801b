const whole = new Intl.NumberFormat('en');

/** 18,204. */
export const count = (value: number) => whole.format(value);

/** "1 practice", "3 practices". */
export const counted = (value: number, one: string, many = `${one}s`) => `${count(value)} ${value === 1 ? one : many}`;

/** "212 ms", "1.4 s". */
export const milliseconds = (value: number) =>
  value < 1000 ? `${value < 10 ? value.toFixed(1) : Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;

/** "820 B", "18 KB", "4.2 MB". */
export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  if (value < 1e6) return `${Math.round(value / 1e3)} KB`;
  return value < 1e9 ? `${(value / 1e6).toFixed(1)} MB` : `${(value / 1e9).toFixed(1)} GB`;
}
