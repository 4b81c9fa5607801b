import { TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ask, gateway } from '../../api/gateway';
import { Panel } from '../../components/Panel';
import { Empty, Failed, Loaded } from '../../components/States';
import { Status, type StatusTone } from '../../components/Status';
import { Problem } from '../../lib/problem';
import { gatesQuery, type Registration, registrationQuery, type Step } from './requests';
import classes from './Tracker.module.css';

const STATES: Record<string, readonly [StatusTone, string]> = {
  not_asked: ['none', 'Not asked'],
  fhir_enabled: ['due', 'FHIR is on'],
  app_authorized: ['due', 'App authorized'],
  connected: ['good', 'Connected'],
  revoked: ['bad', 'Withdrawn'],
};

/** What comes after the vendor's yes: the vendor switches the app on, and each practice lets it in. */
export function PracticeStep({ registration, step }: { readonly registration: Registration; readonly step: Step }) {
  const query = useQuery(gatesQuery(registration.id));
  return (
    <>
      <VendorGate registration={registration} />
      <Panel title={step.title} lead={step.help}>
        <Loaded query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="No practice yet">
                Practices appear here when they are noted or connected.{' '}
                <Link
                  to="/ehr-apps/credentials/$application"
                  params={{ application: registration.applicationId }}
                  className={classes.link}
                >
                  Credentials
                </Link>{' '}
                have a link to connect the first one.
              </Empty>
            ) : (
              <ul className={classes.list}>
                {items.map((gate) => {
                  const [tone, words] = STATES[gate.state] ?? (['none', gate.state] as const);
                  return (
                    <li key={gate.practiceId} className={classes.row}>
                      <span>{gate.name}</span>
                      <Status tone={tone}>{words}</Status>
                    </li>
                  );
                })}
              </ul>
            )
          }
        </Loaded>
      </Panel>
    </>
  );
}

const DAYS = [
  { key: 'testingSince', label: 'Testing since' },
  { key: 'enabledOn', label: 'Enabled on' },
  { key: 'inMarketplaceOn', label: 'In the marketplace since' },
] as const;

function VendorGate({ registration }: { readonly registration: Registration }) {
  const client = useQueryClient();
  const gate = registration.vendorGate;
  const note = useMutation({
    mutationFn: (day: Partial<Record<(typeof DAYS)[number]['key'], string | null>>) =>
      ask(() =>
        gateway.PUT('/api/v1/registrations/{id}/vendor-gate', {
          params: { path: { id: registration.id } },
          body: day,
        }),
      ),
    onSuccess: (fresh) => client.setQueryData(registrationQuery(registration.id).queryKey, fresh),
  });
  return (
    <Panel title={gate.title} lead={gate.help}>
      <div className={classes.form}>
        {DAYS.map(({ key, label }) => (
          <TextInput
            key={`${key} ${gate[key] ?? ''}`}
            label={label}
            type="date"
            defaultValue={gate[key] ?? ''}
            onBlur={(event) => {
              const day = event.currentTarget.value || null;
              if (day !== (gate[key] ?? null)) note.mutate({ [key]: day });
            }}
          />
        ))}
      </div>
      {note.error && <Failed problem={Problem.of(note.error)} />}
      <Status tone={gate.open ? 'good' : 'due'}>
        {gate.open ? 'The vendor enabled the app' : 'Not noted as enabled'}
      </Status>
    </Panel>
  );
}
