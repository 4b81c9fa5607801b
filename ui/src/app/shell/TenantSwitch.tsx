import { Menu, TextInput, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ask, gateway } from '../../api/gateway';
import { useSession } from '../../lib/session';
import { sessionState } from '../../lib/session-state';
import classes from './Shell.module.css';

/** The tenant one works in, and the way to another. What was loaded of the one before is forgotten. */
export function TenantSwitch() {
  const { tenants = [], tenant: current, moreTenants } = useSession();
  const go = useGo();
  if (!current) return null;
  if (tenants.length === 1) return <span className={classes.tenant}>{current.name}</span>;
  return (
    <Menu position="bottom-start" withinPortal={false}>
      <Menu.Target>
        <UnstyledButton className={classes.tenant} aria-label={`Tenant: ${current.name}`}>
          {current.name} <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={classes.tenants}>
        <Menu.Label>Work in</Menu.Label>
        {moreTenants ? (
          <Searched currentId={current.id} />
        ) : (
          tenants.map((each) => (
            <Menu.Item key={each.id} onClick={() => go(each.id)} aria-current={each.id === current.id || undefined}>
              {each.name}
            </Menu.Item>
          ))
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function useGo() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  return (id: string) => {
    sessionState.setTenant(id);
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    void navigate({ to: '/', search: { tenant: id } });
  };
}

/** For people with more tenants than a menu holds: the gateway searches them. */
function Searched({ currentId }: { readonly currentId: string }) {
  const [text, setText] = useState('');
  const go = useGo();
  const hits = useQuery({
    queryKey: ['own-tenants', text],
    queryFn: ({ signal }) =>
      ask(() => gateway.GET('/api/v1/session/tenants', { params: { query: { q: text, limit: 10 } }, signal })),
    placeholderData: (before) => before,
  });
  return (
    <>
      <TextInput
        size="xs"
        m={6}
        placeholder="Name or id"
        aria-label="Find a tenant"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        // Letters would else jump between the menu's entries.
        onKeyDown={(event) => event.key.length === 1 && event.stopPropagation()}
      />
      {(hits.data?.items ?? []).map((each) => (
        <Menu.Item key={each.id} onClick={() => go(each.id)} aria-current={each.id === currentId || undefined}>
          {each.name}
        </Menu.Item>
      ))}
      {hits.data?.items.length === 0 && <Menu.Label>No tenant matches</Menu.Label>}
      {hits.data?.nextCursor && <Menu.Label>There are more. Type a part of the name.</Menu.Label>}
    </>
  );
}
