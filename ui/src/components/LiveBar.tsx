import { Button } from '@mantine/core';
import { tryAgainNow, useLive } from '../lib/live';
import { useNow } from '../lib/now';
import classes from './LiveBar.module.css';

/** A thin bar while nothing answers: what is shown may be old, and when the next try is. */
export function LiveBar() {
  const { kind, retryAt } = useLive();
  if (kind !== 'lost') return null;
  return <Lost retryAt={retryAt} />;
}

function Lost({ retryAt }: { readonly retryAt: number | null }) {
  const now = useNow();
  const seconds = retryAt === null ? 0 : Math.max(0, Math.ceil((retryAt - now) / 1000));
  return (
    <div className={classes.bar}>
      {/* The countdown is for eyes; said once, not every second. */}
      <span role="status" className={classes.said}>
        Connection lost. What is shown may be old.
      </span>
      <span aria-hidden="true">
        {seconds > 0 ? `Connection lost, trying again in ${seconds} s` : 'Connection lost, trying again'}
      </span>
      <Button size="compact-xs" variant="default" onClick={tryAgainNow}>
        Try now
      </Button>
    </div>
  );
}
