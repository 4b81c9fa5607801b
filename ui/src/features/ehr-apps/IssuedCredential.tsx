import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Loaded } from '../../components/States';
import { ConnectLink } from './ConnectLink';
import classes from './Credentials.module.css';
import { CredentialTrial } from './CredentialTrial';
import { applicationQuery, credentialsQuery, type Registration } from './requests';

/** What the last step led to: the credential, whether it works, and the way to the first practice. */
export function IssuedCredential({
  registration,
  ehrName,
}: {
  readonly registration: Registration;
  readonly ehrName: string;
}) {
  const id = registration.applicationId;
  const query = useQuery(credentialsQuery(id));
  const application = useQuery(applicationQuery(id)).data;
  return (
    <div className={classes.issued}>
      <Loaded query={query}>
        {({ items }) => {
          const active = items.find((each) => each.state === 'active');
          if (!active || !application) return null;
          return (
            <>
              <h3 className={classes.heading}>{ehrName} app ready</h3>
              <CredentialTrial application={application} credential={active} />
              <div className={classes.next}>
                <ConnectLink application={application} />
                <Button
                  variant="default"
                  renderRoot={(props) => (
                    <Link to="/ehr-apps/credentials/$application" params={{ application: id }} {...props} />
                  )}
                >
                  All about this credential
                </Button>
              </div>
            </>
          );
        }}
      </Loaded>
    </div>
  );
}
