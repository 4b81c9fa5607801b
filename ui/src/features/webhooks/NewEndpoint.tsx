import { Button, Group, Modal, MultiSelect, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useCallback, useState } from 'react';
import { ask, gateway } from '../../api/gateway';
import { Failed } from '../../components/States';
import { mistake, useAct } from '../../lib/use-act';
import { TYPES } from './words';

interface NewEndpointProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** Its signing secret, which is shown this once. */
  readonly onMade: (secret: string) => void;
}

/** Asks for the address that is to be told. */
export function NewEndpoint({ open, onClose, onMade }: NewEndpointProps) {
  return (
    <Modal opened={open} onClose={onClose} title="Add an endpoint" closeButtonProps={{ 'aria-label': 'Close' }}>
      {open && <EndpointForm onClose={onClose} onMade={onMade} />}
    </Modal>
  );
}

function EndpointForm({ onClose, onMade }: Omit<NewEndpointProps, 'open'>) {
  const queries = useQueryClient();
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  const [types, setTypes] = useState<string[]>([]);
  const make = useAct(
    useCallback(async () => {
      const made = await ask(() =>
        gateway.POST('/api/v1/webhook-endpoints', {
          body: { url: url.trim(), description: description.trim(), types },
        }),
      );
      void queries.invalidateQueries({ queryKey: ['webhooks'] });
      onMade(made.secret);
    }, [url, description, types, queries, onMade]),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void make.run();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          label="Address"
          description="https, at a host with public addresses."
          placeholder="https://hooks.example.org/gatehouse"
          type="url"
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          error={mistake(make.problem, 'url')}
          required
          data-autofocus
        />
        <TextInput
          label="What it is for"
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          error={mistake(make.problem, 'description')}
        />
        <MultiSelect
          label="Told of"
          description="Leave it empty to be told of everything."
          data={TYPES.map((each) => ({ value: each.value, label: each.label }))}
          value={types}
          onChange={setTypes}
          comboboxProps={{ withinPortal: false }}
        />
        {make.problem && make.problem.errors.length === 0 && <Failed problem={make.problem} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={make.busy}>
            Add it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
