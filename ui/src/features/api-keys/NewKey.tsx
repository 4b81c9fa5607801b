import { Button, Checkbox, Group, Modal, Radio, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Notice } from '../../components/Notice';
import { Failed } from '../../components/States';
import { Problem } from '../../lib/problem';
import { useSession } from '../../lib/session';
import classes from './api-keys.module.css';
import { ENDS, endOf, permissionWords, presets } from './presets';
import { type ApiKey, createKey, type Permission } from './requests';

interface NewKeyProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onMade: (key: ApiKey & { key: string }) => void;
}

/** A new key: what for, what it may do, and until when. */
export function NewKey({ open, onClose, onMade }: NewKeyProps) {
  const { permissions: own } = useSession();
  const [name, setName] = useState('');
  const [preset, setPreset] = useState('backend');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [ends, setEnds] = useState('90');
  const mayGive = (permission: string) => own?.change.includes(permission) ?? true;
  const offered = presets.filter(({ permissions }) => permissions.every(mayGive));
  const found = offered.find(({ value }) => value === preset) ?? offered.at(-1);
  const permissions = found?.value === 'own' ? (chosen as readonly Permission[]) : (found?.permissions ?? []);
  const make = useMutation({
    mutationFn: () => createKey({ name, permissions, expiresAt: endOf(ends, Date.now()) }),
    onSuccess: (key) => {
      setName('');
      setChosen([]);
      make.reset();
      onMade(key as ApiKey & { key: string });
    },
  });
  const problem = make.error ? Problem.of(make.error) : null;
  const wrong = problem?.fieldErrors() ?? {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <Modal opened={open} onClose={onClose} title="New API key" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit} className={classes.form} noValidate>
        <TextInput
          label="Name"
          description="The program that will use it, and where it runs"
          placeholder="Appointment sync, production"
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={wrong.name}
          data-autofocus
        />
        <Radio.Group label="What it may do" value={found?.value ?? ''} onChange={setPreset}>
          <div className={classes.presets}>
            {offered.map(({ value, label, help }) => (
              <Radio key={value} value={value} label={label} description={help} />
            ))}
          </div>
        </Radio.Group>
        {found?.value === 'own' && (
          <Checkbox.Group
            aria-label="Permissions"
            value={[...chosen]}
            onChange={setChosen}
            error={wrong.permissions && 'Choose at least one.'}
          >
            <div className={classes.checks}>
              {Object.entries(permissionWords)
                .filter(([permission]) => mayGive(permission))
                .map(([permission, words]) => (
                  <Checkbox key={permission} value={permission} label={words} description={permission} />
                ))}
            </div>
          </Checkbox.Group>
        )}
        <Select
          label="Ends"
          data={ENDS}
          value={ends}
          onChange={(value) => setEnds(value ?? '90')}
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
          error={wrong.expiresAt}
        />
        {ends === 'never' && (
          <Notice tone="warning">A key that never ends stays good for whoever finds a copy of it.</Notice>
        )}
        {problem && Object.keys(wrong).length === 0 && <Failed problem={problem} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={make.isPending}>
            Make the key
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
