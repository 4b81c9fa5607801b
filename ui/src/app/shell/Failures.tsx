import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Empty, Failed } from '../../components/States';
import { Problem } from '../../lib/problem';
import classes from './Shell.module.css';

/** Something broke while a screen was drawn: mostly a tab that is older than the gateway. */
export function ConsoleFailed({ error, reset }: { readonly error: unknown; readonly reset: () => void }) {
  return (
    <main className={classes.alone}>
      {error instanceof Problem ? (
        <Failed problem={error} onRetry={reset} />
      ) : (
        <Empty
          title="This screen could not be drawn"
          action={<Button onClick={() => window.location.reload()}>Load the page again</Button>}
        >
          The page may be older than the gateway. What you sent before is kept.
        </Empty>
      )}
    </main>
  );
}

export function NotFound() {
  return (
    <main className={classes.alone}>
      <Empty title="There is no such page" action={<Link to="/">Go to the overview</Link>}>
        The address may be cut off or out of date.
      </Empty>
    </main>
  );
}
