import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { Panel } from '../../components/Panel';
import { Status } from '../../components/Status';
import { takenAway } from '../../lib/gate';
import { Problem } from '../../lib/problem';
import { sessionState } from '../../lib/session-state';
import { useAct } from '../../lib/use-act';
import { Refused } from './Refused';
import { optionsQuery, wayToProvider } from './requests';

/** Whether one can sign in at the identity provider too. Nothing where there is none. */
export function OwnProvider({ linked }: { readonly linked: boolean }) {
  const provider = useQuery(optionsQuery).data?.oidc;
  const link = useAct(
    useCallback(async () => {
      const sentWith = sessionState.csrfToken();
      const way = () => wayToProvider('/link', '/console/account');
      const url = await way().catch(async (thrown) => {
        if (await takenAway(Problem.of(thrown), sentWith)) return way();
        throw thrown;
      });
      window.location.assign(url);
    }, []),
  );
  if (!provider) return null;
  return (
    <Panel title={`Sign in with ${provider.name}`}>
      <Group justify="space-between">
        <Status tone={linked ? 'good' : 'none'}>{linked ? 'Linked. You can sign in there too.' : 'Not linked.'}</Status>
        {!linked && (
          <Button variant="default" loading={link.busy} onClick={() => void link.run()}>
            Link it
          </Button>
        )}
      </Group>
      <Refused problem={link.problem} />
    </Panel>
  );
}
