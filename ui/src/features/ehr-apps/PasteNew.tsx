import { Button, Group, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { PermittedButton } from '../../components/Permitted';
import { Failed } from '../../components/States';
import { Problem } from '../../lib/problem';
import classes from './Credentials.module.css';
import { type Credential, keepCredential } from './requests';

interface PasteNewProps {
  readonly application: string;
  readonly active: Credential;
  readonly onDone: () => void;
  readonly onStop: () => void;
}

/** Stores the next version beside the one in use. Nothing changes for connections yet. */
export function PasteNew({ application, active, onDone, onStop }: PasteNewProps) {
  const signs = active.kind === 'key';
  const [clientId, setClientId] = useState(active.clientId);
  const [secret, setSecret] = useState('');
  const [algorithm, setAlgorithm] = useState<'ES384' | 'RS384'>('ES384');
  const [ends, setEnds] = useState('');
  const keep = useMutation({
    mutationFn: () =>
      keepCredential(application, {
        clientId: clientId.trim(),
        ...(signs ? { generateKey: algorithm } : { clientSecret: secret }),
        ...(ends && { expiresAt: `${ends}T00:00:00Z` }),
      }),
    onSuccess: () => {
      setSecret('');
      onDone();
    },
  });
  const problem = keep.error ? Problem.of(keep.error) : null;
  const errors = problem?.fieldErrors() ?? {};
  const store = (event: FormEvent) => {
    event.preventDefault();
    keep.mutate();
  };
  return (
    <form onSubmit={store} className={classes.form}>
      <p className={classes.meta}>
        {signs
          ? 'A new key is made here, and its public part is published beside the old one at once.'
          : 'Let the vendor issue the next secret and paste it here. Connections go on with the old one for now.'}
      </p>
      <TextInput
        label="Client id"
        value={clientId}
        onChange={(event) => setClientId(event.currentTarget.value)}
        error={errors.clientId}
        autoComplete="off"
        required
      />
      {signs ? (
        <NativeSelect
          label="Algorithm"
          value={algorithm}
          onChange={(event) => setAlgorithm(event.currentTarget.value === 'RS384' ? 'RS384' : 'ES384')}
          data={['ES384', 'RS384']}
        />
      ) : (
        <PasswordInput
          label="New client secret"
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
          error={errors.clientSecret}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the new client secret' }}
          required
          data-autofocus
        />
      )}
      <TextInput
        label="Ends on"
        description="If the vendor says so. Somebody is reminded 30, 14 and 3 days before."
        type="date"
        value={ends}
        onChange={(event) => setEnds(event.currentTarget.value)}
      />
      {problem && <Failed problem={problem} />}
      <Group>
        <PermittedButton
          needs="credentials"
          type="submit"
          loading={keep.isPending}
          disabled={clientId.trim() === '' || (!signs && secret === '')}
        >
          {signs ? 'Make the key' : 'Store it'}
        </PermittedButton>
        <Button variant="default" onClick={onStop}>
          Not now
        </Button>
      </Group>
    </form>
  );
}
