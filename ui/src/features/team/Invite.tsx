import { Button, Group, Modal, Radio, Stack, Switch, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useCallback, useState } from 'react';
import { ask, gateway } from '../../api/gateway';
import { Notice } from '../../components/Notice';
import { Failed } from '../../components/States';
import { useSession } from '../../lib/session';
import { mistake, useAct } from '../../lib/use-act';
import { governs, ROLES, type Role } from './roles';

interface InviteProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** Somebody new has to be given this text. */
  readonly onLink: (token: string) => void;
}

/** Invites somebody new by a link, or gives somebody with an account a role here. */
export function Invite({ open, onClose, onLink }: InviteProps) {
  return (
    <Modal opened={open} onClose={onClose} title="Invite a person" closeButtonProps={{ 'aria-label': 'Close' }}>
      {open && <InviteForm onClose={onClose} onLink={onLink} />}
    </Modal>
  );
}

function InviteForm({ onClose, onLink }: Omit<InviteProps, 'open'>) {
  const { operator, tenant } = useSession();
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [everywhere, setEverywhere] = useState(false);
  const [joined, setJoined] = useState<string | null>(null);
  const invite = useAct(
    useCallback(async () => {
      const answer = await ask(() =>
        gateway.POST('/api/v1/operators', {
          body: { email: email.trim(), displayName: displayName.trim(), role, ...(everywhere && { everywhere }) },
        }),
      );
      void queries.invalidateQueries({ queryKey: ['operators'] });
      if (answer.token) {
        onClose();
        onLink(answer.token);
      } else {
        setJoined(answer.displayName);
      }
    }, [email, displayName, role, everywhere, queries, onClose, onLink]),
  );
  if (joined !== null) {
    return (
      <Stack>
        <Notice tone="info" title={`${joined} has the role now`}>
          <p>
            This address has an account here already, so no link is needed: they sign in as before. Make sure with them
            that the account is theirs.
          </p>
        </Notice>
        <Group justify="flex-end">
          <Button onClick={onClose}>Close</Button>
        </Group>
      </Stack>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void invite.run();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          label="E-mail"
          type="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={mistake(invite.problem, 'email')}
          autoComplete="off"
          required
          data-autofocus
        />
        <TextInput
          label="Name"
          value={displayName}
          onChange={(event) => setDisplayName(event.currentTarget.value)}
          error={mistake(invite.problem, 'displayName')}
          autoComplete="off"
          required
        />
        <Radio.Group
          label={`Role in ${tenant?.name ?? 'this tenant'}`}
          value={role}
          onChange={(to) => setRole(to as Role)}
        >
          <Stack gap={8} mt={6}>
            {ROLES.filter((each) => governs(tenant?.role, each.value)).map((each) => (
              <Radio key={each.value} value={each.value} label={each.label} description={each.what} />
            ))}
          </Stack>
        </Radio.Group>
        {operator.everywhere === 'owner' && (
          <Switch
            label="In every tenant"
            description="Also in those that are made later."
            checked={everywhere}
            onChange={(event) => setEverywhere(event.currentTarget.checked)}
          />
        )}
        {invite.problem && invite.problem.errors.length === 0 && <Failed problem={invite.problem} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={invite.busy}>
            Invite them
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
