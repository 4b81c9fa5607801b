import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ask, gateway, type Schema } from '../../api/gateway';
import { Page } from '../../components/Page';
import { Panel } from '../../components/Panel';
import { Loaded } from '../../components/States';
import { useSession } from '../../lib/session';
import classes from './Roles.module.css';
import { ROLES, roleText } from './roles';

const WORDS: Record<string, string> = {
  registrations: 'EHR apps: registration with vendors',
  credentials: 'EHR apps: applications and their credentials',
  'credentials:reveal': 'Client secrets in plain text',
  directory: 'Practices and directory imports',
  connect: 'Connect links and new connections',
  connections: 'Connections and requests',
  'proxy:read': 'Patient data: reading',
  'proxy:write': 'Patient data: writing',
  'token:export': 'Access tokens in plain text',
  webhooks: 'Webhooks',
  audit: 'Audit log and metrics',
  keys: 'API keys and people',
  tenants: 'Tenants',
};

type RolePermissions = Schema<'RolePermissions'>;

/** What each role sees and changes, as the gateway itself decides it. */
export function Roles() {
  const { tenant } = useSession();
  const roles = useQuery({
    queryKey: ['session-roles'],
    queryFn: ({ signal }) => ask(() => gateway.GET('/api/v1/session/roles', { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Page
      title="What each role may do"
      lead={tenant ? `Your role in ${tenant.name} is ${roleText(tenant.role)}.` : undefined}
      above={
        <Anchor component={Link} to="/team" inherit>
          Tenants & team
        </Anchor>
      }
    >
      <Panel flush>
        <Loaded query={roles}>{(answer) => <Matrix roles={answer.items} own={tenant?.role} />}</Loaded>
      </Panel>
      <Panel title="The roles in words">
        <dl className={classes.words}>
          {ROLES.map((role) => (
            <div key={role.value}>
              <dt>{role.label}</dt>
              <dd>{role.what}</dd>
            </div>
          ))}
        </dl>
      </Panel>
    </Page>
  );
}

function Matrix({
  roles,
  own,
}: {
  readonly roles: readonly RolePermissions[];
  readonly own: string | null | undefined;
}) {
  const known = [...new Set(roles.flatMap((role) => [...role.see, ...role.change]))];
  const order = Object.keys(WORDS);
  known.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label="Roles and what they may do">
      <table className={classes.matrix}>
        <thead>
          <tr>
            <th scope="col">What</th>
            {roles.map((role) => (
              <th key={role.role} scope="col" data-own={role.role === own || undefined}>
                {roleText(role.role)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {known.map((permission) => (
            <tr key={permission}>
              <th scope="row">{WORDS[permission] ?? permission}</th>
              {roles.map((role) => (
                <td key={role.role} data-own={role.role === own || undefined}>
                  <Cell see={role.see.includes(permission)} change={role.change.includes(permission)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cell({ see, change }: { readonly see: boolean; readonly change: boolean }) {
  if (change) return <span className={classes.change}>Changes</span>;
  if (see) return <span>Sees</span>;
  return <span className={classes.no}>No</span>;
}
