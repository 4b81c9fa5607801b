import { Button, Group, Modal, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Notice } from '../../components/Notice';
import { PermittedButton } from '../../components/Permitted';
import { Failed } from '../../components/States';
import { Problem } from '../../lib/problem';
import { type Registration, reopenStep, type Step } from './requests';

interface ReopenButtonProps {
  readonly registration: Registration;
  readonly step: Step;
  readonly onDone: () => void;
}

/** Opens a completed step again, with a reason for the history. */
export function ReopenButton({ registration, step, onDone }: ReopenButtonProps) {
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const reopen = useMutation({
    mutationFn: () => reopenStep(registration.id, step.key, reason.trim()),
    onSuccess: () => {
      setAsking(false);
      setReason('');
      onDone();
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    reopen.mutate();
  };
  return (
    <>
      <PermittedButton needs="registrations" variant="default" onClick={() => setAsking(true)}>
        Open this step again
      </PermittedButton>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Open ${step.title.toLowerCase()} again`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <form onSubmit={send}>
          {step.makes === 'application' && (
            <Notice tone="warning">The vendor may review your app again. Working credentials stay valid.</Notice>
          )}
          {step.makes === 'credential' && (
            <Notice tone="info">To replace a secret that works, rotate it instead: no call fails then.</Notice>
          )}
          <Textarea
            mt="sm"
            label="Why"
            description="Kept in the history."
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            maxLength={2000}
            required
            autosize
            minRows={2}
            data-autofocus
          />
          {reopen.error && <Failed problem={Problem.of(reopen.error)} />}
          <Group justify="flex-end" mt="md">
            <Button variant="default" onClick={() => setAsking(false)}>
              Leave it
            </Button>
            <Button type="submit" loading={reopen.isPending} disabled={reason.trim() === ''}>
              Open again
            </Button>
          </Group>
        </form>
      </Modal>
    </>
  );
}
