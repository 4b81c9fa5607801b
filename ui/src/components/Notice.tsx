import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Notice.module.css';

interface NoticeProps {
  readonly tone: 'info' | 'warning' | 'bad';
  readonly title?: string;
  readonly children?: ReactNode;
}

/** Something the person should read before going on. Screen readers say it when it appears. */
export function Notice({ tone, title, children }: NoticeProps) {
  const Icon = tone === 'info' ? IconInfoCircle : IconAlertTriangle;
  return (
    <div className={classes.notice} data-tone={tone} role="alert">
      <Icon size={18} aria-hidden className={classes.icon} />
      <div className={classes.body}>
        {title && <p className={classes.title}>{title}</p>}
        {children}
      </div>
    </div>
  );
}
