import { Button } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { counted } from '../lib/numbers';

interface MoreProps {
  readonly query: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;
  readonly shown: number;
  /** What the rows are, in the singular. */
  readonly thing: string;
  readonly things?: string;
}

/** How many rows are shown, and a button for the next page. */
export function More({ query, shown, thing, things }: MoreProps) {
  return (
    <>
      <span>
        {counted(shown, thing, things)}
        {query.hasNextPage ? ' shown' : ''}
      </span>
      {query.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </>
  );
}
