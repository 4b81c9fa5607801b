import { Title } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect } from 'react';
import classes from './SignIn.module.css';

interface DoorProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

/** A page for people who are not signed in: one card with one form. */
export function Door({ title, lead, onSubmit, children }: DoorProps) {
  useEffect(() => {
    document.title = `${title} · Gatehouse`;
  }, [title]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <main className={classes.page}>
      <form className={classes.card} onSubmit={submit} noValidate>
        <img src="/ui/favicon.svg" width={40} height={40} alt="" />
        <div>
          <Title order={1} className={classes.title}>
            {title}
          </Title>
          {lead && <p className={classes.lead}>{lead}</p>}
        </div>
        {children}
      </form>
    </main>
  );
}
