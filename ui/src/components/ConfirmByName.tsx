import { Button, Group, Modal, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Problem } from '../lib/problem';
import { Failed } from './States';

interface ConfirmByNameProps {
  readonly open: boolean;
  readonly title: string;
  /** What will happen, and what can't be taken back. */
  readonly children: ReactNode;
  /** To be typed before the button works. */
  readonly name: string;
  readonly action: string;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks before something ends for good: the person types its name. Stays open with the reason if it fails. */
export function ConfirmByName({ open, title, children, name, action, onConfirm, onClose }: ConfirmByNameProps) {
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const close = () => {
    setTyped('');
    setProblem(null);
    onClose();
  };
  const confirm = async (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() !== name.trim()) return;
    setBusy(true);
    setProblem(null);
    try {
      await onConfirm();
      close();
    } catch (thrown) {
      setProblem(Problem.of(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={open} onClose={close} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={confirm}>
        {children}
        <TextInput
          mt="md"
          label={`Type ${name} to confirm`}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          data-autofocus
        />
        {problem && <Failed problem={problem} />}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={close}>
            Keep it
          </Button>
          <Button type="submit" color="red.8" loading={busy} disabled={typed.trim() !== name.trim()}>
            {action}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
