import { Button, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask, gateway } from '../../api/gateway';
import { Ago } from '../../components/Ago';
import { Failed, Loaded } from '../../components/States';
import { Problem } from '../../lib/problem';
import { commentsQuery, nameOf, type Registration } from './requests';
import classes from './Tracker.module.css';

/** What people said about the sign-up. */
export function Notes({ registration, step }: { readonly registration: Registration; readonly step: string }) {
  const client = useQueryClient();
  const query = useQuery(commentsQuery(registration.id));
  const [text, setText] = useState('');
  const add = useMutation({
    mutationFn: () =>
      ask(() =>
        gateway.POST('/api/v1/registrations/{id}/comments', {
          params: { path: { id: registration.id } },
          body: { text: text.trim(), step },
        }),
      ),
    onSuccess: () => {
      setText('');
      void client.invalidateQueries({ queryKey: ['registrations', registration.id] });
    },
  });
  return (
    <>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <Textarea
          label="Note"
          placeholder="Whom you called, what they said"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          maxLength={4000}
          autosize
          minRows={2}
        />
        {add.error && <Failed problem={Problem.of(add.error)} />}
        <div>
          <Button type="submit" variant="default" size="xs" loading={add.isPending} disabled={text.trim() === ''}>
            Add note
          </Button>
        </div>
      </form>
      <Loaded query={query}>
        {({ items, people }) =>
          items.length === 0 ? (
            <p className={classes.meta}>No notes yet.</p>
          ) : (
            <ul className={classes.list}>
              {items.map((note) => (
                <li key={note.id}>
                  <p className={classes.meta}>
                    {nameOf(note.by, people)}, <Ago at={note.at} />
                  </p>
                  <p className={classes.text}>{note.text}</p>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}
