import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { More } from '../../components/More';
import { Page } from '../../components/Page';
import { PermittedButton } from '../../components/Permitted';
import { Empty, Loaded, NothingMatches } from '../../components/States';
import { onlyText } from '../../lib/environment';
import { usePaged } from '../../lib/paged';
import { AppCard } from './AppCard';
import classes from './EhrApps.module.css';
import { RegisterDialog } from './RegisterDialog';
import { listApps } from './requests';

const route = getRouteApi('/shell/ehr-apps');

/** The tenant's apps at EHRs: how far each registration is, and what needs somebody. */
export function EhrApps() {
  const { register, env } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const { query, rows } = usePaged(['registrations', 'apps', env ?? 'all'], (cursor, signal) =>
    listApps(env, cursor, signal),
  );
  const open = (ehr: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, register: ehr }), replace: ehr === undefined });
  return (
    <Page
      title="EHR apps"
      lead="One app for each EHR vendor: its registration, its credentials, its connections."
      actions={
        <PermittedButton
          needs="registrations"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => open('')}
        >
          Register an app
        </PermittedButton>
      }
    >
      <Loaded query={{ ...query, data: rows }}>
        {(apps) =>
          apps.length === 0 && env ? (
            <div className={classes.surface}>
              <NothingMatches
                things="EHR apps"
                also={onlyText(env)}
                onClear={() => void navigate({ search: (before) => ({ ...before, env: undefined }), replace: true })}
              />
            </div>
          ) : apps.length === 0 ? (
            <div className={classes.surface}>
              <Empty
                title="No EHR app yet"
                action={
                  <>
                    <PermittedButton needs="registrations" onClick={() => open('practicefusion')}>
                      Start with Practice Fusion
                    </PermittedButton>
                    <Button variant="default" onClick={() => open('')}>
                      Choose another EHR
                    </Button>
                  </>
                }
              >
                An EHR vendor must know your app before any practice can connect. It takes four steps; two are the
                vendor's.
              </Empty>
            </div>
          ) : (
            <>
              <ul className={classes.cards}>
                {apps.map((app) => (
                  <AppCard key={app.applicationId} app={app} />
                ))}
              </ul>
              <div className={classes.foot}>
                <More query={query} shown={apps.length} thing="app" />
              </div>
            </>
          )
        }
      </Loaded>
      <RegisterDialog
        ehr={register}
        onClose={() => open(undefined)}
        onMade={(id) => {
          void client.invalidateQueries({ queryKey: ['registrations', 'apps'] });
          void navigate({ to: '/ehr-apps/$registration', params: { registration: id } });
        }}
      />
    </Page>
  );
}
