import { Button, Group, Modal, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { CodeBlock } from '../../components/Code';
import { Notice } from '../../components/Notice';
import { Failed } from '../../components/States';
import { Problem } from '../../lib/problem';
import classes from './Credentials.module.css';
import { revealCredential } from './requests';

const SECONDS = 60;
const LEAST = 10;

interface RevealProps {
  readonly open: boolean;
  readonly application: string;
  readonly version: number;
  readonly onClose: () => void;
}

/** Shows a client secret for a minute, after a reason; it goes when the time is over or the tab is hidden. */
export function Reveal({ open, application, version, onClose }: RevealProps) {
  const [reason, setReason] = useState('');
  const [secret, setSecret] = useState<string | null>(null);
  const reveal = useMutation({
    mutationFn: () => revealCredential(application, version, reason.trim()),
    onSuccess: (shown) => setSecret(shown.clientSecret),
    // The answer holds the secret: nothing of it stays behind.
    gcTime: 0,
  });
  const close = () => {
    setSecret(null);
    setReason('');
    reveal.reset();
    onClose();
  };
  const ask = (event: FormEvent) => {
    event.preventDefault();
    reveal.mutate();
  };
  return (
    <Modal opened={open} onClose={close} title="Reveal the client secret" closeButtonProps={{ 'aria-label': 'Close' }}>
      {secret === null ? (
        <form onSubmit={ask}>
          <Notice tone="warning">
            It is written into the audit log with your reason, and told to this tenant's webhooks.
          </Notice>
          <Textarea
            mt="sm"
            label="Reason"
            description="At least ten characters."
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            maxLength={500}
            required
            data-autofocus
          />
          {reveal.error && <Failed problem={Problem.of(reveal.error)} />}
          <Group justify="flex-end" mt="md">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={reveal.isPending} disabled={reason.trim().length < LEAST}>
              Show it for a minute
            </Button>
          </Group>
        </form>
      ) : (
        <Shown secret={secret} onOver={close} />
      )}
    </Modal>
  );
}

function Shown({ secret, onOver }: { readonly secret: string; readonly onOver: () => void }) {
  const [left, setLeft] = useState(SECONDS);
  useEffect(() => {
    const timer = setInterval(() => setLeft((before) => before - 1), 1000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (left <= 0) onOver();
  }, [left, onOver]);
  useEffect(() => {
    const hide = () => {
      if (document.hidden) onOver();
    };
    document.addEventListener('visibilitychange', hide);
    return () => document.removeEventListener('visibilitychange', hide);
  }, [onOver]);
  return (
    <>
      <CodeBlock text={secret} what="Client secret" />
      <div className={classes.countdown}>
        <span aria-hidden>Hidden again in {left} s, or when you leave this tab.</span>
        <Button variant="default" onClick={onOver}>
          Hide now
        </Button>
      </div>
    </>
  );
}
