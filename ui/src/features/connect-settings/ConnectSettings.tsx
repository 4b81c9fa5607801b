import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Page } from '../../components/Page';
import { Panel } from '../../components/Panel';
import { Loaded } from '../../components/States';
import { LookAndOrigins } from './LookAndOrigins';
import { settingsQuery } from './requests';
import { Snippet } from './Snippet';

/** How the tenant's connect page looks, who may show it, and how it gets into their own page. */
export function ConnectSettings() {
  const settings = useQuery(settingsQuery);
  return (
    <Page
      title="Connect page"
      lead="What a practice's people see when they connect, and how your own pages show it."
      actions={
        <Button
          renderRoot={(props: object) => (
            <Link
              {...props}
              to="/connect-a-practice"
              search={({ tenant }: { tenant?: string }) => (tenant ? { tenant } : {})}
            />
          )}
        >
          Connect a practice
        </Button>
      }
    >
      <Loaded query={settings}>{(found) => <LookAndOrigins settings={found} />}</Loaded>
      <Panel
        title="Put it into your page"
        lead="Your server makes a connect session and gives its link to the page. The script shows it and tells how it went."
      >
        <Snippet />
      </Panel>
    </Page>
  );
}
