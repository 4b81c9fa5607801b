import { Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Status } from '../../components/Status';
import { useNow } from '../../lib/now';
import { counted } from '../../lib/numbers';
import classes from './EhrApps.module.css';
import type { EhrApp } from './requests';
import { ENVIRONMENTS, endChip, standing, TYPES } from './words';

/** One app at one EHR at a glance. */
export function AppCard({ app }: { readonly app: EhrApp }) {
  const now = useNow(60);
  const { step, credential } = app;
  const chip = endChip(credential?.expiresAt, now);
  const stands = step ? standing(step, now) : null;
  return (
    <li className={classes.card}>
      <div className={classes.top}>
        <div>
          <p className={classes.vendor}>{app.ehrName}</p>
          <Title order={2} className={classes.name}>
            {app.registrationId ? (
              <Link to="/ehr-apps/$registration" params={{ registration: app.registrationId }}>
                {app.name}
              </Link>
            ) : (
              <Link to="/ehr-apps/credentials/$application" params={{ application: app.applicationId }}>
                {app.name}
              </Link>
            )}
          </Title>
        </div>
        <span className={classes.tag} data-environment={app.environment}>
          {ENVIRONMENTS[app.environment] ?? app.environment}
        </span>
      </div>
      {step && (
        <>
          <div className={classes.bar} aria-hidden>
            {Array.from({ length: app.steps }, (_, index) => index + 1).map((number) => (
              <span key={number} data-done={number < step.number} data-now={number === step.number} />
            ))}
          </div>
          <p className={classes.step}>
            Step {step.number} of {app.steps}: {step.title}
          </p>
          {stands && <Status tone={stands.tone}>{stands.words}</Status>}
          {step.blocker && <p className={classes.step}>Blocked: {step.blocker}</p>}
        </>
      )}
      {!step && <Status tone={credential ? 'good' : 'due'}>{credential ? 'Registered' : 'No credential yet'}</Status>}
      {chip && <Status tone={chip.tone}>{chip.words}</Status>}
      <div className={classes.facts}>
        {app.type && <span>{TYPES[app.type] ?? app.type}</span>}
        <span>{counted(app.connections, 'connection')}</span>
        {credential && !credential.testOutcome && !credential.provenAt && <span>Untested credential</span>}
      </div>
      {app.ready && app.registrationId && (
        <div className={classes.links}>
          <Link to="/ehr-apps/credentials/$application" params={{ application: app.applicationId }}>
            Credentials
          </Link>
        </div>
      )}
    </li>
  );
}
