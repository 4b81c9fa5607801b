import { Button, Group, Modal, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Failed } from '../../components/States';
import { Problem } from '../../lib/problem';
import classes from './practices.module.css';
import { addPractice, type Ehr, kindWords, type Practice } from './requests';

interface AddPracticeProps {
  readonly open: boolean;
  readonly ehrs: readonly Ehr[];
  readonly onClose: () => void;
  readonly onAdded: (practice: Practice) => void;
}

const KINDS = ['provider_system', 'patient'] as const;

/** A practice that is on no list: its name and where its FHIR server is. What was typed stays until it is added. */
export function AddPractice({ open, ehrs, onClose, onAdded }: AddPracticeProps) {
  const queries = useQueryClient();
  const fitting = ehrs.filter((ehr) => ehr.handAdded);
  const [ehr, setEhr] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [addresses, setAddresses] = useState<Record<(typeof KINDS)[number], string>>({
    provider_system: '',
    patient: '',
  });
  const chosen = ehr ?? fitting[0]?.ehr ?? '';
  const endpoints = KINDS.filter((kind) => addresses[kind].trim() !== '').map((kind) => ({
    kind,
    baseUrl: addresses[kind].trim(),
  }));
  const add = useMutation({
    mutationFn: () => addPractice({ ehr: chosen, name, endpoints }),
    onSuccess: async (practice) => {
      await queries.invalidateQueries({ queryKey: ['practices'] });
      setName('');
      setAddresses({ provider_system: '', patient: '' });
      add.reset();
      onAdded(practice);
    },
  });
  const problem = add.error ? Problem.of(add.error) : null;
  const wrong = problem?.fieldErrors() ?? {};
  const wrongAt = (kind: (typeof KINDS)[number]) => {
    const index = endpoints.findIndex((endpoint) => endpoint.kind === kind);
    return index >= 0 ? wrong[`endpoints[${index}].baseUrl`] : wrong.endpoints;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Modal opened={open} onClose={onClose} title="Add a practice by hand" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit} className={classes.form} noValidate>
        <p className={classes.quiet}>Only this tenant sees it. Any server that speaks SMART on FHIR can be added.</p>
        <Select
          label="EHR"
          data={fitting.map((each) => ({ value: each.ehr, label: each.name }))}
          value={chosen || null}
          onChange={setEhr}
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
          error={wrong.ehr}
        />
        <TextInput
          label="Practice"
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={wrong.name}
          data-autofocus
        />
        {KINDS.map((kind) => (
          <TextInput
            key={kind}
            label={`FHIR base for ${(kindWords[kind] ?? kind).toLowerCase()}`}
            placeholder="https://fhir.example.org/r4"
            value={addresses[kind]}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setAddresses((before) => ({ ...before, [kind]: value }));
            }}
            error={wrongAt(kind)}
          />
        ))}
        {problem && Object.keys(wrong).length === 0 && <Failed problem={problem} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending}>
            Add the practice
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
