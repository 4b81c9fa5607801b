import { useNow } from '../lib/now';
import { fullText, relativeText } from '../lib/times';

/** "12 minutes ago" or "in 4 minutes", moving with the clock; the full time as its title. Null becomes a dash. */
export function Ago({ at, none = '–' }: { readonly at: string | null | undefined; readonly none?: string }) {
  const now = useNow(5);
  if (!at) return <span>{none}</span>;
  return (
    <time dateTime={at} title={fullText(at)}>
      {relativeText(Date.parse(at), now)}
    </time>
  );
}
