import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Panel } from '../../components/Panel';
import { Failed } from '../../components/States';
import { Problem } from '../../lib/problem';
import { dayText } from '../../lib/times';
import { type Registration, registrationQuery, type Step, trackStep } from './requests';
import classes from './Tracker.module.css';

/** Who cares for a step, when somebody is reminded, and what it waits for. */
export function FollowUp({ registration, step }: { readonly registration: Registration; readonly step: Step }) {
  const client = useQueryClient();
  const [owner, setOwner] = useState(step.owner ?? '');
  const [day, setDay] = useState(step.dueAt?.slice(0, 10) ?? '');
  const [blocker, setBlocker] = useState(step.blocker ?? '');
  const track = useMutation({
    mutationFn: () =>
      trackStep(registration.id, step.key, {
        owner: owner.trim() || null,
        dueAt: day ? new Date(`${day}T09:00:00`).toISOString() : null,
        blocker: blocker.trim() || null,
      }),
    onSuccess: () => void client.invalidateQueries({ queryKey: registrationQuery(registration.id).queryKey }),
  });
  const changed =
    owner !== (step.owner ?? '') || day !== (step.dueAt?.slice(0, 10) ?? '') || blocker !== (step.blocker ?? '');
  return (
    <Panel title="Follow up" lead="Reminders go to the owner's mailbox and to webhooks.">
      <div className={classes.form}>
        <TextInput
          label="Owner"
          placeholder="name or e-mail address"
          value={owner}
          onChange={(event) => setOwner(event.currentTarget.value)}
          autoComplete="off"
          maxLength={320}
        />
        <TextInput label="Remind on" type="date" value={day} onChange={(event) => setDay(event.currentTarget.value)} />
        <TextInput
          label="Blocked by"
          value={blocker}
          onChange={(event) => setBlocker(event.currentTarget.value)}
          autoComplete="off"
          maxLength={2000}
        />
      </div>
      {track.error && <Failed problem={Problem.of(track.error)} />}
      <div className={classes.row}>
        <Button
          variant="default"
          size="xs"
          disabled={!changed}
          loading={track.isPending}
          onClick={() => track.mutate()}
        >
          Save
        </Button>
        {!changed && step.dueAt && <span className={classes.meta}>Reminds on {dayText(step.dueAt)}</span>}
      </div>
    </Panel>
  );
}
