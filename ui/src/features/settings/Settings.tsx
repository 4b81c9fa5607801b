import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ask, gateway, type Schema } from '../../api/gateway';
import { Ago } from '../../components/Ago';
import { CopyText } from '../../components/Code';
import { Facts } from '../../components/Facts';
import { Page } from '../../components/Page';
import { Panel } from '../../components/Panel';
import { Empty, Loaded } from '../../components/States';
import { Status } from '../../components/Status';
import { counted } from '../../lib/numbers';
import { useSession } from '../../lib/session';

type System = Schema<'System'>;

/** What this installation is and how it is set. It is set by the environment at the start, so nothing is changed here. */
export function Settings() {
  const system = useQuery({
    queryKey: ['system'],
    queryFn: ({ signal }) => ask(() => gateway.GET('/api/v1/system', { signal })),
  });
  return (
    <Page
      title="Settings"
      lead="How this Gatehouse is set. Settings are given at the start, in the environment or a file."
    >
      <Loaded query={system}>{(found) => <Told system={found} />}</Loaded>
    </Page>
  );
}

function Told({ system }: { readonly system: System }) {
  const { owners = [] } = useSession();
  return (
    <>
      <Panel title="Installation">
        <Facts
          of={[
            ['Version', system.version],
            ['Public address', <CopyText key="url" text={system.publicUrl} what="public address" />],
            system.node !== undefined && ['Node', <CopyText key="node" text={system.node} what="name of the node" />],
            system.startedAt !== undefined && ['Started', <Ago key="started" at={system.startedAt} />],
            system.database !== undefined && [
              'Database',
              system.database === 'h2' ? 'H2 in the data directory, one node' : 'PostgreSQL, any number of nodes',
            ],
            system.schemaVersion !== undefined && ['Schema', `Version ${system.schemaVersion}`],
          ]}
        />
      </Panel>
      {system.keysets ? (
        <Owned system={system} />
      ) : (
        <Panel>
          <Empty title="The rest is for owners of the platform">
            {owners.length > 0 ? `Ask ${owners.join(' or ')}.` : 'Ask whoever runs this Gatehouse.'}
          </Empty>
        </Panel>
      )}
    </>
  );
}

const list = (texts: readonly string[] | undefined, none: string): ReactNode =>
  texts && texts.length > 0 ? texts.join(', ') : none;

const KEYSETS: Record<string, string> = {
  sealing: 'Seals secrets',
  fingerprints: 'Finds API keys',
  audit: 'Chains the audit',
};

function Owned({ system }: { readonly system: System }) {
  const { settings, retention, keyRotation } = system;
  return (
    <>
      <Panel title="Key store" lead="Ids of the keys in use. The keys themselves are never shown.">
        <Facts
          of={[
            ...(system.keysets ?? []).map(
              (each) =>
                [
                  KEYSETS[each.keyset] ?? each.keyset,
                  <span key={each.keyset}>
                    <code>{each.key}</code>
                    {each.otherKeys > 0 && `, ${counted(each.otherKeys, 'older key')} kept to open with`}
                  </span>,
                ] as const,
            ),
            [
              'Rotation',
              keyRotation ? (
                <Status key="rotation" tone={keyRotation.broken > 0 ? 'bad' : 'due'}>
                  {KEYSETS[keyRotation.keyset] ?? keyRotation.keyset}: {counted(keyRotation.resealed, 'value')} sealed
                  anew{keyRotation.broken > 0 ? `, ${counted(keyRotation.broken, 'value')} that no key opens` : ''}
                </Status>
              ) : (
                'None under way'
              ),
            ],
          ]}
        />
      </Panel>
      <Panel title="What is kept">
        <Facts
          of={[
            ['Audit log', 'For good'],
            [
              'Records of requests',
              retention && retention.callDays > 0 ? counted(retention.callDays, 'day') : 'Not kept, only sums',
            ],
            ...(system.directories ?? []).map(
              (each) => [`Directory ${each.ehr}`, <Ago key={each.ehr} at={each.importedAt} />] as const,
            ),
          ]}
        />
      </Panel>
      <Panel title="People and notices">
        <Facts
          of={[
            [
              'Identity provider',
              system.identityProvider
                ? `${system.identityProvider.name}, ${system.identityProvider.issuer}`
                : 'None: people sign in with a password (GATEHOUSE_OIDC_ISSUER)',
            ],
            [
              'Mail',
              system.mail
                ? `From ${system.mail.from} through ${system.mail.host}`
                : 'No mail server: notices go to webhooks only (GATEHOUSE_SMTP_URL)',
            ],
          ]}
        />
      </Panel>
      {settings && (
        <Panel title="Limits and addresses">
          <Facts
            of={[
              ['Event loops', settings.eventLoops],
              ['Token requests', `${settings.tokenRequestsPerSecond} a second to one authorization server`],
              [
                'EHRs at private addresses',
                settings.privateEhrHosts.length > 0 ? (
                  <Status key="private" tone="due">
                    {settings.privateEhrHosts.join(', ')}. Not for production
                  </Status>
                ) : (
                  'None'
                ),
              ],
              ['Webhooks at private addresses', list(settings.privateWebhookHosts, 'None')],
              ['Pages that may frame the Connect UI', list(settings.appOrigins, 'Any')],
              ['Directories read by themselves', list(settings.refreshedDirectories, 'All')],
              ['EHR profiles of your own', settings.ownEhrProfiles ? 'Yes' : 'No'],
            ]}
          />
        </Panel>
      )}
    </>
  );
}
