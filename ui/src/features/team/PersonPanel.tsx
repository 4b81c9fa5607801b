import { Group, Select, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { ask, gateway, type Schema } from '../../api/gateway';
import { Ago } from '../../components/Ago';
import { ConfirmByName } from '../../components/ConfirmByName';
import { Facts } from '../../components/Facts';
import { GuardedButton } from '../../components/Permitted';
import { SidePanel } from '../../components/SidePanel';
import { Failed, Loaded } from '../../components/States';
import { type May, useMay, useSession } from '../../lib/session';
import { sessionState } from '../../lib/session-state';
import { useAct } from '../../lib/use-act';
import { governs, ROLES, type Role, roleText } from './roles';
import { PersonState } from './Team';

type Operator = Schema<'Operator'>;

interface PersonPanelProps {
  readonly id: string;
  readonly onClose: () => void;
  readonly onPrevious: (() => void) | undefined;
  readonly onNext: (() => void) | undefined;
  readonly onLink: (token: string) => void;
}

/** One person: what they have here, and what can be done about it. */
export function PersonPanel({ id, onClose, onPrevious, onNext, onLink }: PersonPanelProps) {
  const person = useQuery({
    queryKey: ['operators', sessionState.tenant(), id],
    queryFn: ({ signal }) => ask(() => gateway.GET('/api/v1/operators/{id}', { params: { path: { id } }, signal })),
  });
  return (
    <SidePanel
      open
      title={person.data?.displayName ?? 'Person'}
      onClose={onClose}
      onPrevious={onPrevious}
      onNext={onNext}
    >
      <Loaded query={person}>
        {(found) => <PersonDetails key={found.id} person={found} onClose={onClose} onLink={onLink} />}
      </Loaded>
    </SidePanel>
  );
}

interface DetailsProps {
  readonly person: Operator;
  readonly onClose: () => void;
  readonly onLink: (token: string) => void;
}

/** Whether the signed-in person may change this one, and why not. */
function useReach(person: Operator): May {
  const keys = useMay('keys');
  const { operator, tenant } = useSession();
  if (!keys.may) return keys;
  if (person.id === operator.id) return { may: false, why: 'Nobody changes their own role. Ask another owner.' };
  if (person.everywhere && operator.everywhere !== 'owner') {
    return { may: false, why: 'This person has a role in every tenant. Owners of the platform change it.' };
  }
  if (!governs(tenant?.role, person.role)) return { may: false, why: 'Owners are changed by owners.' };
  return keys;
}

function PersonDetails({ person, onClose, onLink }: DetailsProps) {
  const reach = useReach(person);
  const queries = useQueryClient();
  const [role, setRole] = useState<Role | null>(person.role ?? null);
  const { operator, tenant } = useSession();
  const [leaving, setLeaving] = useState(false);
  const path = { params: { path: { id: person.id } } };
  const again = useCallback(() => queries.invalidateQueries({ queryKey: ['operators'] }), [queries]);
  const change = useAct(
    useCallback(
      async (body: { role?: Role; locked?: boolean }) => {
        await ask(() => gateway.PATCH('/api/v1/operators/{id}', { params: { path: { id: person.id } }, body }));
        await again();
      },
      [person.id, again],
    ),
  );
  const link = useAct(
    useCallback(async () => {
      const made = await ask(() =>
        gateway.POST('/api/v1/operators/{id}/invitation', { params: { path: { id: person.id } } }),
      );
      onLink(made.token);
    }, [person.id, onLink]),
  );
  const others = Object.entries(person.roles).filter(([of]) => of !== tenant?.id);
  return (
    <Stack>
      <Facts
        of={[
          ['E-mail', person.email],
          ['State', <PersonState key="state" person={person} />],
          ['Role', `${roleText(person.role)}${person.everywhere ? ' in every tenant' : ''}`],
          others.length > 0 && ['Elsewhere', others.map(([of, has]) => `${of}: ${roleText(has)}`).join(', ')],
          ['Second factor', person.secondFactor ? 'On' : 'Off'],
          ['Last signed in', <Ago key="seen" at={person.lastSignInAt} none="Never" />],
          ['Invited', <Ago key="made" at={person.createdAt} />],
        ]}
      />
      <Group align="flex-end">
        <Select
          label="Role"
          data={ROLES.filter((each) => each.value === person.role || governs(tenant?.role, each.value)).map((each) => ({
            value: each.value,
            label: each.label,
          }))}
          value={role}
          onChange={(to) => setRole(to as Role | null)}
          allowDeselect={false}
          disabled={!reach.may}
          comboboxProps={{ withinPortal: false }}
        />
        <GuardedButton
          may={reach}
          variant="default"
          loading={change.busy}
          disabled={reach.may && (role === null || role === person.role)}
          onClick={() => role && void change.run({ role })}
        >
          Change the role
        </GuardedButton>
      </Group>
      <Group>
        {person.state === 'invited' && (
          <GuardedButton may={reach} variant="default" loading={link.busy} onClick={() => void link.run()}>
            Make a new link
          </GuardedButton>
        )}
        <GuardedButton
          may={reach}
          variant="default"
          onClick={() => void change.run({ locked: person.state !== 'locked' })}
        >
          {person.state === 'locked' ? 'Unlock' : operator.everywhere === 'owner' ? 'Lock the account' : 'Lock here'}
        </GuardedButton>
        <GuardedButton may={reach} variant="default" onClick={() => setLeaving(true)}>
          Remove from {tenant?.name ?? 'here'}
        </GuardedButton>
      </Group>
      {change.problem && <Failed problem={change.problem} />}
      {link.problem && <Failed problem={link.problem} />}
      <ConfirmByName
        open={leaving}
        title={`Remove ${person.displayName}`}
        name={person.email}
        action="Remove"
        onClose={() => setLeaving(false)}
        onConfirm={async () => {
          await ask(() => gateway.DELETE('/api/v1/operators/{id}', path));
          onClose();
          await again();
        }}
      >
        <p>
          {person.everywhere
            ? 'They lose their role in every tenant, at once.'
            : `They can't enter ${tenant?.name ?? 'this tenant'} any more, at once. What they have elsewhere stays.`}
        </p>
      </ConfirmByName>
    </Stack>
  );
}
