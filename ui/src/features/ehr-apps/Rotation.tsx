import { useQueryClient } from '@tanstack/react-query';
import type { Schema } from '../../api/gateway';
import { Panel } from '../../components/Panel';
import classes from './Credentials.module.css';
import { PasteNew } from './PasteNew';
import { type Credential, credentialsQuery, usageQuery } from './requests';
import { SwitchOver } from './SwitchOver';
import { TryNew } from './TryNew';

export interface Use {
  readonly version: number;
  readonly connections: number;
  readonly lastUsedAt: string | null;
}

interface RotationProps {
  readonly application: Schema<'Application'>;
  readonly active: Credential;
  /** The new version, stored and not used yet. */
  readonly waiting: Credential | undefined;
  /** The old version, after the switch. */
  readonly retiring: Credential | undefined;
  readonly usage: readonly Use[];
  readonly onStop: () => void;
}

const STEPS = ['Paste the new one', 'Test it', 'Switch', 'Retire the old one'];

/** Replaces a secret or a key in four steps, the old one beside the new until nothing needs it. */
export function Rotation({ application, active, waiting, retiring, usage, onStop }: RotationProps) {
  const client = useQueryClient();
  const refresh = () => {
    void client.invalidateQueries({ queryKey: credentialsQuery(application.id).queryKey });
    void client.invalidateQueries({ queryKey: usageQuery(application.id, true).queryKey });
    void client.invalidateQueries({ queryKey: ['registrations', 'apps'] });
  };
  const now = waiting ? 2 : retiring ? 4 : 1;
  return (
    <Panel title={active.kind === 'key' ? 'Replace the signing key' : 'Rotate the client secret'}>
      <ol className={classes.steps} aria-label="Steps of the rotation">
        {STEPS.map((step, index) => {
          const state = index + 1 < now ? 'done' : index + 1 === now || (now === 2 && index === 2) ? 'now' : 'later';
          return (
            <li key={step} data-state={state} aria-current={index + 1 === now ? 'step' : undefined}>
              {index + 1}. {step}
            </li>
          );
        })}
      </ol>
      {now === 1 && <PasteNew application={application.id} active={active} onDone={refresh} onStop={onStop} />}
      {waiting && <TryNew application={application} waiting={waiting} onDone={refresh} />}
      {!waiting && retiring && (
        <SwitchOver
          application={application.id}
          active={active}
          retiring={retiring}
          usage={usage}
          onDone={() => {
            refresh();
            onStop();
          }}
          onChanged={refresh}
        />
      )}
    </Panel>
  );
}
