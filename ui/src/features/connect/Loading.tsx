import { Skeleton } from '@mantine/core';
import classes from './Loading.module.css';
import { texts } from './texts';

/** The shape of the first screen. Appears after a moment only, so that a quick answer does not flash. */
export function Loading() {
  return (
    <div className={classes.loading} role="status" aria-busy="true" aria-label={texts.loading}>
      <Skeleton height={34} width="60%" />
      <Skeleton height={30} width="75%" mt={28} />
      <Skeleton height={16} mt={14} />
      <Skeleton height={16} width="80%" mt={8} />
      <Skeleton height={46} mt={32} />
    </div>
  );
}
