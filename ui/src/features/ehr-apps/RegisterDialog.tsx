import { Button, Group, Modal, NativeSelect, Radio, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { ask, gateway } from '../../api/gateway';
import { Failed } from '../../components/States';
import { Problem } from '../../lib/problem';
import classes from './EhrApps.module.css';
import { ehrsQuery } from './requests';

type Environment = 'production' | 'qa' | 'sandbox';

interface RegisterDialogProps {
  /** The EHR to begin with; empty to choose one; undefined while the dialog is closed. */
  readonly ehr: string | undefined;
  readonly onClose: () => void;
  readonly onMade: (registration: string) => void;
}

/** Begins a registration with a vendor: which EHR, which environment, and how people here call it. */
export function RegisterDialog({ ehr, onClose, onMade }: RegisterDialogProps) {
  const ehrs = useQuery({ ...ehrsQuery, enabled: ehr !== undefined });
  const [chosen, setChosen] = useState('');
  const [environment, setEnvironment] = useState<Environment>('production');
  const [name, setName] = useState('');
  useEffect(() => {
    if (ehr !== undefined) setChosen(ehr || 'practicefusion');
  }, [ehr]);
  const make = useMutation({
    mutationFn: () =>
      ask(() => gateway.POST('/api/v1/registrations', { body: { ehr: chosen, environment, name: name.trim() } })),
    onSuccess: ({ id }) => {
      setName('');
      onMade(id);
    },
  });
  const problem = make.error ? Problem.of(make.error) : null;
  const begin = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  const sorted = [...(ehrs.data?.items ?? [])].sort(
    (one, other) => rank(one.ehr) - rank(other.ehr) || one.name.localeCompare(other.name),
  );
  return (
    <Modal
      opened={ehr !== undefined}
      onClose={onClose}
      title="Register an app"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={begin} className={classes.options}>
        <NativeSelect
          label="EHR"
          description="Its profile brings the vendor's steps, forms and rules."
          value={chosen}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={sorted.map((each) => ({ value: each.ehr, label: each.name }))}
        />
        <Radio.Group label="Environment" value={environment} onChange={(next) => setEnvironment(next as Environment)}>
          <Group gap="lg" mt={6}>
            <Radio value="production" label="Production" />
            <Radio value="qa" label="QA" />
            <Radio value="sandbox" label="Sandbox" />
          </Group>
        </Radio.Group>
        <TextInput
          label="Name"
          description="How you call it here. What EHR users read comes later."
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={problem?.fieldErrors().name}
          maxLength={200}
          required
          autoComplete="off"
          data-autofocus
        />
        {problem && <Failed problem={problem} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={make.isPending} disabled={name.trim() === '' || chosen === ''}>
            Register
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

/** The EHR that is complete first, the rest by name. */
const rank = (ehr: string) => (ehr === 'practicefusion' ? 0 : 1);
