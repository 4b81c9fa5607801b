import { Button, Checkbox, Group, Modal, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { PermittedButton } from '../../components/Permitted';
import { Failed } from '../../components/States';
import { Problem } from '../../lib/problem';
import { type Registration, refuseStep, type Step } from './requests';
import classes from './Tracker.module.css';

interface RefuseButtonProps {
  readonly registration: Registration;
  readonly step: Step;
  readonly onDone: (opened: string) => void;
}

/** Notes that the vendor said no, or wants something changed; the step it is about opens again, its fields marked. */
export function RefuseButton({ registration, step, onDone }: RefuseButtonProps) {
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [fields, setFields] = useState<readonly string[]>([]);
  const position = registration.steps.findIndex((each) => each.key === step.key);
  const back = registration.steps
    .slice(0, position)
    .findLast((each) => each.who === 'partner' && each.state === 'done');
  const refuse = useMutation({
    mutationFn: () =>
      refuseStep(registration.id, step.key, {
        reason: reason.trim(),
        ...(back && { returnsTo: back.key, fields: [...fields] }),
      }),
    onSuccess: () => {
      setAsking(false);
      onDone(back?.key ?? step.key);
    },
  });
  const words = back?.makes === 'application' ? 'Changes asked' : 'The vendor said no';
  const send = (event: FormEvent) => {
    event.preventDefault();
    // This dialog is drawn from within the step's own form, which must not hear of it.
    event.stopPropagation();
    refuse.mutate();
  };
  const toggle = (key: string, on: boolean) => setFields(on ? [...fields, key] : fields.filter((each) => each !== key));
  return (
    <>
      <PermittedButton needs="registrations" variant="default" onClick={() => setAsking(true)}>
        {words}
      </PermittedButton>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={words}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <form onSubmit={send} className={classes.form}>
          <Textarea
            label="What the vendor wrote"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            maxLength={2000}
            required
            autosize
            minRows={3}
            data-autofocus
          />
          {back && (
            <fieldset className={classes.list}>
              <legend className={classes.meta}>
                {back.title} opens again. Mark what must change, if the vendor said it.
              </legend>
              {back.fields.map((field) => (
                <Checkbox
                  key={field.key}
                  label={field.label}
                  checked={fields.includes(field.key)}
                  onChange={(event) => toggle(field.key, event.currentTarget.checked)}
                />
              ))}
            </fieldset>
          )}
          {refuse.error && <Failed problem={Problem.of(refuse.error)} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsking(false)}>
              Cancel
            </Button>
            <Button type="submit" loading={refuse.isPending} disabled={reason.trim() === ''}>
              Note it
            </Button>
          </Group>
        </form>
      </Modal>
    </>
  );
}
