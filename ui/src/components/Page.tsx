import { Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { nameTab } from '../lib/tab-title';
import classes from './Page.module.css';

interface PageProps {
  readonly title: string;
  /** One sentence below the title: what is here. */
  readonly lead?: ReactNode;
  /** Buttons at the right of the title. */
  readonly actions?: ReactNode;
  /** Above the title: where this belongs. */
  readonly above?: ReactNode;
  readonly children: ReactNode;
}

/** One screen of the console: names the tab, and takes the focus to its heading when it appears. */
export function Page({ title, lead, actions, above, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    nameTab(title);
  }, [title]);
  useEffect(() => {
    // Not over something on the screen that asked for the focus itself.
    if (document.activeElement === document.body || document.activeElement?.closest('nav')) heading.current?.focus();
  }, []);
  return (
    <div className={classes.page}>
      {above && <div className={classes.above}>{above}</div>}
      <header className={classes.head}>
        <div className={classes.words}>
          <Title order={1} ref={heading} tabIndex={-1} className={classes.title}>
            {title}
          </Title>
          {lead && <p className={classes.lead}>{lead}</p>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
