import { useQuery } from '@tanstack/react-query';
import { ask, gateway } from '../../api/gateway';
import { Page } from '../../components/Page';
import { Panel } from '../../components/Panel';
import { Empty, Loaded } from '../../components/States';
import { counted } from '../../lib/numbers';

/** How the tenant stands at a glance. */
export function Overview() {
  const connections = useQuery({
    queryKey: ['connections', 'first'],
    queryFn: ({ signal }) =>
      ask(() => gateway.GET('/api/v1/connections', { params: { query: { limit: 50 } }, signal })),
  });
  return (
    <Page title="Overview" lead="What needs attention, and how the practices stand.">
      <Panel title="Connections">
        <Loaded query={connections}>
          {(answer) =>
            typeof answer === 'string' || answer.items.length === 0 ? (
              <Empty title="No practice connected yet">
                A practice is connected by its own people, through a connect link.
              </Empty>
            ) : (
              counted(answer.items.length, 'connection')
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}
