import { Button, Group, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { Ago } from '../../components/Ago';
import { CopyText } from '../../components/Code';
import { Notice } from '../../components/Notice';
import { Page } from '../../components/Page';
import { Panel } from '../../components/Panel';
import { PermittedButton } from '../../components/Permitted';
import { Empty, Failed, Loaded } from '../../components/States';
import { Problem } from '../../lib/problem';
import classes from './connect-settings.module.css';
import { PracticeChoice } from './PracticeChoice';
import { type Application, applicationsQuery, chosenPractice, connectSystem, invite } from './requests';

const route = getRouteApi('/shell/connect-a-practice');

/** Makes a link for a practice's own people; a system application, which nobody signs in for, is connected at once. */
export function ConnectAPractice() {
  const applications = useQuery(applicationsQuery);
  return (
    <Page
      title="Connect a practice"
      lead="You make a link; somebody of the practice opens it, signs in at the EHR and says yes."
    >
      <Loaded query={applications}>
        {(all) =>
          all.length === 0 ? (
            <Panel>
              <Empty title="No EHR app yet">
                A practice is connected to an app that its EHR knows. Register one first, on the page of EHR apps.
              </Empty>
            </Panel>
          ) : (
            <Panel title="The link">
              <Invite applications={all} />
            </Panel>
          )
        }
      </Loaded>
    </Page>
  );
}

function Invite({ applications }: { readonly applications: readonly Application[] }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [person, setPerson] = useState('');
  const [back, setBack] = useState('');
  const practice = useQuery({ ...chosenPractice(search.practice ?? ''), enabled: Boolean(search.practice) });
  const found = search.practice ? practice.data : undefined;
  const fitting = found ? applications.filter((each) => each.ehr === found.ehr) : applications;
  const application =
    fitting.find((each) => each.id === search.application) ?? (fitting.length === 1 ? fitting[0] : undefined);
  const system = application?.type === 'system';
  const kind = application?.type === 'patient' ? 'patient' : 'provider_system';
  const endpoint = found?.endpoints.find((each) => each.kind === kind && !each.removedAt);
  const set = (change: { application?: string | undefined; practice?: string | undefined }) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const make = useMutation({
    mutationFn: (chosen: Application) =>
      invite({
        applicationId: chosen.id,
        endpointId: endpoint?.id ?? null,
        endUser: person.trim(),
        returnUrl: back.trim() || null,
      }),
  });
  const connect = useMutation({
    mutationFn: (chosen: Application) => connectSystem(chosen.id, endpoint?.id ?? ''),
  });
  const problem = make.error ? Problem.of(make.error) : connect.error ? Problem.of(connect.error) : null;
  const wrong = problem?.fieldErrors() ?? {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!application) return;
    if (system) connect.mutate(application);
    else make.mutate(application);
  };
  if (make.data) return <Made url={make.data.url} expiresAt={make.data.expiresAt} onAgain={() => make.reset()} />;
  if (connect.isSuccess) {
    return (
      <Empty
        title="Connected"
        action={
          <Button variant="default" onClick={() => connect.reset()}>
            Connect another one
          </Button>
        }
      >
        The app signs in to {found?.name} by itself from now on.
      </Empty>
    );
  }
  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <Select
        label="EHR app"
        placeholder="Choose an app"
        data={fitting.map((each) => ({ value: each.id, label: `${each.name} (${each.environment})` }))}
        value={application?.id ?? null}
        onChange={(value) => set({ application: value ?? undefined })}
        comboboxProps={{ withinPortal: false }}
        error={wrong.applicationId}
      />
      {fitting.length === 0 && found && (
        <Notice tone="warning">No app of yours is registered with the EHR of {found.name}.</Notice>
      )}
      <PracticeChoice
        ehr={application?.ehr ?? null}
        chosen={found ?? null}
        optional={!system}
        onChoose={(id) => set({ practice: id })}
      />
      {found && application && !endpoint && (
        <Notice tone="warning">The list names no access for {found.name} that this app could use.</Notice>
      )}
      {!system && (
        <>
          <TextInput
            label="Who connects"
            description="Your own id for the person or practice. The same one at the same practice gets the same connection again."
            required
            value={person}
            onChange={(event) => setPerson(event.currentTarget.value)}
            error={wrong['endUser.id'] && 'Type an id first.'}
          />
          <TextInput
            label="Where they end"
            description="An https address of yours; without one they end on a page of the gateway."
            placeholder="https://"
            value={back}
            onChange={(event) => setBack(event.currentTarget.value)}
            error={wrong.returnUrl}
          />
        </>
      )}
      {problem && Object.keys(wrong).length === 0 && <Failed problem={problem} />}
      <div>
        <PermittedButton
          needs="connect"
          type="submit"
          loading={make.isPending || connect.isPending}
          disabled={!application || (found !== undefined && !endpoint) || (system && !endpoint)}
        >
          {system ? 'Connect it now' : 'Make the link'}
        </PermittedButton>
      </div>
    </form>
  );
}

interface MadeProps {
  readonly url: string;
  readonly expiresAt: string;
  readonly onAgain: () => void;
}

function Made({ url, expiresAt, onAgain }: MadeProps) {
  return (
    <div className={classes.form}>
      <p className={classes.quiet}>
        Send it to one person of the practice. It works once and ends <Ago at={expiresAt} />.
      </p>
      <CopyText text={url} what="link" />
      <Group>
        <Button component="a" href={url} target="_blank" rel="noopener">
          Open it
        </Button>
        <Button variant="default" onClick={onAgain}>
          Make another link
        </Button>
        <Link to="/practices" search={({ tenant }) => (tenant ? { tenant } : {})}>
          To the practices
        </Link>
      </Group>
    </div>
  );
}
