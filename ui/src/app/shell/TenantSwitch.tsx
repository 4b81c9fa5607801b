import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useSession } from '../../lib/session';
import { sessionState } from '../../lib/session-state';
import classes from './Shell.module.css';

/** The tenant one works in, and the way to another. What was loaded of the one before is forgotten. */
export function TenantSwitch() {
  const { tenants = [] } = useSession();
  const { tenant } = useSearch({ from: '__root__' });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const current = tenants.find((each) => each.id === tenant) ?? tenants[0];
  if (!current) return null;
  if (tenants.length === 1) return <span className={classes.tenant}>{current.name}</span>;
  const go = (id: string) => {
    sessionState.setTenant(id);
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    void navigate({ to: '/', search: { tenant: id } });
  };
  return (
    <Menu position="bottom-start" withinPortal={false}>
      <Menu.Target>
        <UnstyledButton className={classes.tenant} aria-label={`Tenant: ${current.name}`}>
          {current.name} <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Work in</Menu.Label>
        {tenants.map((each) => (
          <Menu.Item key={each.id} onClick={() => go(each.id)} aria-current={each.id === current.id || undefined}>
            {each.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
