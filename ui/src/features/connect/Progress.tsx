import { VisuallyHidden } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import classes from './Progress.module.css';
import { texts } from './texts';

export type ProgressStep = 'practice' | 'review' | 'signIn' | 'done';

const order: readonly ProgressStep[] = ['practice', 'review', 'signIn'];

/** How far the person is. The bars are for the eye; the words say the same. */
export function Progress({ step }: { readonly step: ProgressStep }) {
  const now = step === 'done' ? order.length : order.indexOf(step);
  return (
    <ol className={classes.steps} aria-label={texts.steps.label}>
      {order.map((each, at) => (
        <li
          key={each}
          className={classes.step}
          data-state={at < now ? 'done' : at === now ? 'now' : 'later'}
          aria-current={at === now ? 'step' : undefined}
        >
          {at < now && <IconCheck size={13} stroke={3} className={classes.check} aria-hidden />}
          {texts.steps[each === 'done' ? 'signIn' : each]}
          {at < now && <VisuallyHidden>, {texts.steps.done}</VisuallyHidden>}
        </li>
      ))}
    </ol>
  );
}
