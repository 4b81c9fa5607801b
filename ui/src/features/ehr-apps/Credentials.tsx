import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Page } from '../../components/Page';
import { Panel } from '../../components/Panel';
import { PermittedButton } from '../../components/Permitted';
import { Empty, Loaded } from '../../components/States';
import { ActiveCredential } from './ActiveCredential';
import classes from './Credentials.module.css';
import { CredentialTrial } from './CredentialTrial';
import { Rotation } from './Rotation';
import { applicationQuery, credentialsQuery, ehrQuery, usageQuery } from './requests';
import { Versions } from './Versions';
import { ENVIRONMENTS, TYPES } from './words';

const route = getRouteApi('/shell/ehr-apps/credentials/$application');

/** What an app signs in with: the version in use, whether it works, and how it is replaced without a failed call. */
export function Credentials() {
  const { application: id } = route.useParams();
  const { rotate } = route.useSearch();
  const navigate = route.useNavigate();
  const application = useQuery(applicationQuery(id));
  const ehr = useQuery({ ...ehrQuery(application.data?.ehr ?? ''), enabled: application.data !== undefined }).data;
  const credentials = useQuery(credentialsQuery(id));
  const versions = (credentials.data?.items ?? []).filter((each) => each.practiceId === null);
  const active = versions.find((each) => each.state === 'active');
  const waiting = versions.find((each) => each.state === 'pending' && (!active || each.version > active.version));
  const retiring = versions.find((each) => each.state === 'retiring');
  const running = retiring !== undefined || waiting !== undefined;
  const usage = useQuery(usageQuery(id, running));
  const shows = (on: boolean) =>
    void navigate({ search: (before) => ({ ...before, rotate: on ? true : undefined }), replace: true });
  return (
    <Loaded query={application} waiting={<Page title="Credentials">{null}</Page>}>
      {(app) => (
        <Page
          title={`${app.name}: credentials`}
          lead={`${ehr?.name ?? app.ehr}, ${ENVIRONMENTS[app.environment] ?? app.environment}, ${(TYPES[app.type] ?? app.type).toLowerCase()}`}
          above={
            <Link to="/ehr-apps" className={classes.link}>
              EHR apps
            </Link>
          }
          actions={
            active &&
            !running &&
            !rotate && (
              <PermittedButton needs="credentials" onClick={() => shows(true)}>
                {active.kind === 'key' ? 'Replace the key' : 'Rotate the secret'}
              </PermittedButton>
            )
          }
        >
          <Loaded query={credentials}>
            {({ items }) => (
              <div>
                {!active && (
                  <Panel>
                    <Empty title="No credential yet">
                      Once the vendor has issued a client id, it is noted in the registration's last step.
                    </Empty>
                  </Panel>
                )}
                {active && (running || rotate) && (
                  <Rotation
                    application={app}
                    active={active}
                    waiting={waiting}
                    retiring={retiring}
                    usage={usage.data?.items ?? []}
                    onStop={() => shows(false)}
                  />
                )}
                {active && (
                  <ActiveCredential
                    application={app}
                    credential={active}
                    usage={usage.data?.items.find((each) => each.version === active.version)}
                  />
                )}
                {active && !running && !rotate && (
                  <Panel title="Test" lead="No user and no grant is touched. Twelve tests an hour are the most.">
                    <CredentialTrial key={active.version} application={app} credential={active} />
                  </Panel>
                )}
                {items.length > 1 && <Versions items={items} />}
              </div>
            )}
          </Loaded>
        </Page>
      )}
    </Loaded>
  );
}
