import { Switch } from '@mantine/core';
import { CopyText } from '../../components/Code';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { Failed } from '../../components/States';
import { Problem } from '../../lib/problem';
import { useMay } from '../../lib/session';
import { type Connection, change, useChange } from './requests';

/** What is fixed about a connection, and what may be set. */
export function SettingsTab({ connection }: { readonly connection: Connection }) {
  const { id } = connection;
  const { may, why } = useMay('connections');
  const set = useChange((readOnly: boolean) => change(id, { readOnly }));
  return (
    <>
      <Panel title="Use">
        <Switch
          label="Read only"
          description={why || 'Refuses whatever would change the EHR’s data, whatever the EHR granted.'}
          checked={connection.readOnly}
          disabled={!may || set.isPending || connection.state === 'revoked'}
          onChange={(event) => set.mutate(event.currentTarget.checked)}
        />
        {set.error && <Failed problem={Problem.of(set.error)} />}
      </Panel>
      <Panel title="About">
        <Facts
          of={[
            ['Connection', <CopyText key="id" text={id} what="connection id" />],
            ['FHIR base here', <CopyText key="h" text={`${window.location.origin}/fhir/${id}`} what="base address" />],
            ['FHIR base at the EHR', <CopyText key="b" text={connection.endpoint.baseUrl} what="EHR address" />],
            ['EHR app', connection.application.name],
            ['EHR', connection.application.ehr],
            ['End user', connection.endUser.displayName ?? connection.endUser.email ?? connection.endUser.id],
          ]}
        />
      </Panel>
    </>
  );
}
