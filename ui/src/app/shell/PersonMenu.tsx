import { Menu, UnstyledButton } from '@mantine/core';
import { IconKeyboard, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ask, gateway } from '../../api/gateway';
import { useSession } from '../../lib/session';
import { sessionState } from '../../lib/session-state';
import classes from './Shell.module.css';

const initials = (name: string) =>
  name
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join('')
    .toUpperCase();

/** Who is signed in, and the way out. */
export function PersonMenu({ onKeys }: { readonly onKeys: () => void }) {
  const { operator } = useSession();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const signOut = async () => {
    await ask(() => gateway.DELETE('/api/v1/session')).catch(() => undefined);
    sessionState.setCsrfToken(null);
    queries.clear();
    void navigate({ to: '/sign-in' });
  };
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <UnstyledButton className={classes.person} aria-label={`You: ${operator.displayName}`}>
          {initials(operator.displayName)}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{operator.email}</Menu.Label>
        <Menu.Item
          leftSection={<IconUserCircle size={15} aria-hidden />}
          onClick={() => void navigate({ to: '/account' })}
        >
          Your account
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={15} aria-hidden />} onClick={onKeys}>
          Keyboard
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={15} aria-hidden />} onClick={signOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
