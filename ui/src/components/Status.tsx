import {
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconClockHour4,
  IconPlayerPauseFilled,
  IconPlugConnectedX,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Status.module.css';

export type StatusTone = 'good' | 'due' | 'bad' | 'off' | 'paused' | 'none';

const ICONS = {
  good: IconCircleCheckFilled,
  due: IconClockHour4,
  bad: IconAlertTriangleFilled,
  off: IconPlugConnectedX,
  paused: IconPlayerPauseFilled,
  none: IconCircleDashed,
};

/** How something stands. Colour is never alone: icon and words say the same. */
export function Status({ tone, children }: { readonly tone: StatusTone; readonly children: ReactNode }) {
  const Icon = ICONS[tone];
  return (
    <span className={classes.status} data-tone={tone}>
      <Icon size={15} aria-hidden className={classes.icon} />
      <span>{children}</span>
    </span>
  );
}
