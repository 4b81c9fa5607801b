import { Button, Skeleton, Title } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { Problem } from '../lib/problem';
import { useForbidden } from '../lib/session';
import { clockText } from '../lib/times';
import { CopyIcon } from './Code';
import { Notice } from './Notice';
import classes from './States.module.css';

interface EmptyProps {
  readonly title: string;
  readonly children?: ReactNode;
  /** What to do about it. */
  readonly action?: ReactNode;
}

/** Nothing is here: says what this is, why it is empty and what to do next. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div className={classes.empty}>
      <Title order={2} className={classes.title}>
        {title}
      </Title>
      {children && <div className={classes.text}>{children}</div>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}

interface NothingProps {
  readonly things: string;
  readonly onClear: () => void;
  /** What narrows the list beside the filters that are on the screen. */
  readonly also?: string | undefined;
}

/** Nothing fits the filters. */
export function NothingMatches({ things, onClear, also }: NothingProps) {
  return (
    <Empty
      title={`No ${things} match`}
      action={
        <Button variant="default" onClick={onClear}>
          Clear filters
        </Button>
      }
    >
      {also}
    </Empty>
  );
}

/** Rows of the final height, after a moment: what comes quickly does not flash. */
export function SkeletonRows({ rows = 6, height = 44 }: { readonly rows?: number; readonly height?: number }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div aria-busy="true" className={classes.rows} data-late={late}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <Skeleton key={row} height={height - 12} radius="sm" />
      ))}
    </div>
  );
}

/** What went wrong in the gateway's words, what support needs, and a way to try again. */
export function Failed({ problem, onRetry }: { readonly problem: Problem; readonly onRetry?: () => void }) {
  const forbidden = useForbidden();
  if (problem.status === 403) {
    return (
      <Empty title="Your role cannot see this">
        {problem.code === 'permission-missing' ? forbidden : (problem.detail ?? forbidden)}
      </Empty>
    );
  }
  const offline = problem.code === 'offline';
  return (
    <Notice tone="bad" title={offline ? 'The gateway is not answering' : 'This could not be done'}>
      <p className={classes.detail}>
        {offline
          ? 'Check your connection. Nothing you typed is lost.'
          : (problem.detail ?? 'The answer could not be read.')}
      </p>
      {problem.reference && (
        <p className={classes.detail}>
          Request {problem.reference} <CopyIcon text={problem.reference} what="request id" />
        </p>
      )}
      {onRetry && (
        <Button size="xs" variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Notice>
  );
}

/** What {@link Loaded} needs of a query, paged or not. */
interface Loading<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly dataUpdatedAt: number;
  readonly refetch: () => unknown;
}

interface LoadedProps<T> {
  readonly query: Loading<T>;
  /** Drawn while nothing is there yet; rows if not given. */
  readonly waiting?: ReactNode;
  readonly children: (data: T) => ReactNode;
}

/** What a query brought; before that its waiting state, and its failure. What was there before stays, and says how old it is. */
export function Loaded<T>({ query, waiting, children }: LoadedProps<T>) {
  const { data, error, dataUpdatedAt } = query;
  const again = () => void query.refetch();
  if (data === undefined) {
    return error ? <Failed problem={Problem.of(error)} onRetry={again} /> : (waiting ?? <SkeletonRows />);
  }
  return (
    <>
      {error && (
        <div className={classes.stale} role="status">
          Shown as of {clockText(dataUpdatedAt)}. {Problem.of(error).detail ?? 'The gateway is not answering.'}{' '}
          <Button size="compact-xs" variant="subtle" onClick={again}>
            Try again
          </Button>
        </div>
      )}
      {children(data)}
    </>
  );
}
