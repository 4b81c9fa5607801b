import { Button, Checkbox, Group, Modal } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { CodeBlock } from './Code';
import { Notice } from './Notice';

interface OnceShownProps {
  /** Null when there is nothing to show. */
  readonly secret: string | null;
  readonly title: string;
  /** What the secret is, for screen readers and the copy button. */
  readonly what: string;
  readonly children?: ReactNode;
  readonly onClose: () => void;
}

/** A secret that can't be read again. It closes only after the person said that they stored it. */
export function OnceShown({ secret, title, what, children, onClose }: OnceShownProps) {
  const [stored, setStored] = useState(false);
  const close = () => {
    setStored(false);
    onClose();
  };
  return (
    <Modal
      opened={secret !== null}
      onClose={() => undefined}
      title={title}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
    >
      <Notice tone="warning" title="Shown this once">
        Copy it to where it is used. It cannot be shown again.
      </Notice>
      <CodeBlock text={secret ?? ''} what={what} />
      {children}
      <Checkbox
        mt="md"
        label="I stored it"
        checked={stored}
        onChange={(event) => setStored(event.currentTarget.checked)}
      />
      <Group justify="flex-end" mt="md">
        <Button disabled={!stored} onClick={close}>
          Close
        </Button>
      </Group>
    </Modal>
  );
}
