import { Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import classes from './Screen.module.css';

interface ScreenProps {
  readonly title: string;
  /** What the tab is called behind the title. */
  readonly of: string;
  readonly icon?: ReactNode;
  /** Screen readers start at the heading. Not on the first screen, which must not take the focus from a host page. */
  readonly focus: boolean;
  readonly children: ReactNode;
}

/** One screen: names the tab and moves the focus to its heading when it appears. */
export function Screen({ title, of, icon, focus, children }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = of ? `${title} · ${of}` : title;
  }, [title, of]);
  useEffect(() => {
    if (focus) heading.current?.focus();
  }, [focus]);
  return (
    <div className={classes.screen}>
      {icon}
      <Title order={1} ref={heading} tabIndex={-1} className={classes.title}>
        {title}
      </Title>
      {children}
    </div>
  );
}
