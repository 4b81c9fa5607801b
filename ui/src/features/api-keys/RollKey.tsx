import { Button, Group, Modal, Select } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Failed } from '../../components/States';
import { Problem } from '../../lib/problem';
import classes from './api-keys.module.css';
import { OVERLAPS } from './presets';
import { type ApiKey, rollKey } from './requests';

interface RollKeyProps {
  readonly of: ApiKey;
  readonly onClose: () => void;
  readonly onMade: (key: ApiKey & { key: string }) => void;
}

/** Replaces a key by a new one that may do the same; both are good for a while. */
export function RollKey({ of: key, onClose, onMade }: RollKeyProps) {
  const [overlap, setOverlap] = useState('24');
  const roll = useMutation({
    mutationFn: () => rollKey(key.id, Number(overlap)),
    onSuccess: (next) => onMade(next as ApiKey & { key: string }),
  });
  return (
    <Modal opened onClose={onClose} title={`Roll ${key.name}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className={classes.form}>
        <p className={classes.hint}>
          A new key with the same permissions is made and shown once. The old one, {key.hint}…, stays good for as long
          as you choose, so that the program can change over without a failed call.
        </p>
        <Select
          label="Both are good for"
          data={OVERLAPS}
          value={overlap}
          onChange={(value) => setOverlap(value ?? '24')}
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
        />
        {roll.error && <Failed problem={Problem.of(roll.error)} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={roll.isPending} onClick={() => roll.mutate()}>
            Make the new key
          </Button>
        </Group>
      </div>
    </Modal>
  );
}
