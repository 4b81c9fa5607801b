import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schema } from '../../api/gateway';
import { Ago } from '../../components/Ago';
import { CopyText } from '../../components/Code';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { PermittedButton } from '../../components/Permitted';
import { Failed } from '../../components/States';
import { Status } from '../../components/Status';
import { useNow } from '../../lib/now';
import { counted } from '../../lib/numbers';
import { Problem } from '../../lib/problem';
import { dayText } from '../../lib/times';
import classes from './Credentials.module.css';
import { Reveal } from './Reveal';
import { type Credential, credentialsQuery, dateCredential } from './requests';
import { endChip, trust } from './words';

interface ActiveCredentialProps {
  readonly application: Schema<'Application'>;
  readonly credential: Credential;
  readonly usage: { readonly connections: number; readonly lastUsedAt: string | null } | undefined;
}

/** The version in use: client id, the secret as dots, its age and end, and who lives by it. */
export function ActiveCredential({ application, credential, usage }: ActiveCredentialProps) {
  const now = useNow(60);
  const [revealing, setRevealing] = useState(false);
  const stands = trust(credential);
  const chip = endChip(credential.expiresAt, now);
  return (
    <Panel
      title={`In use: version ${credential.version}`}
      actions={
        credential.kind === 'secret' && (
          <PermittedButton needs="credentials:reveal" variant="default" size="xs" onClick={() => setRevealing(true)}>
            Reveal the secret
          </PermittedButton>
        )
      }
    >
      <Facts
        of={[
          ['Client id', <CopyText key="id" text={credential.clientId} what="client id" />],
          credential.kind === 'secret' && ['Client secret', <Dots key="dots" />],
          credential.kind === 'key' && [
            'Signing key',
            <CopyText key="key" text={credential.keyId ?? ''} what="key id" />,
          ],
          credential.kind === 'key' && [
            'Key set',
            <CopyText key="jwks" text={application.jwksUrl} what="key set address" />,
          ],
          ['Stored', <Ago key="stored" at={credential.createdAt} />],
          ['Last used', <Ago key="used" at={usage?.lastUsedAt} none="Not yet" />],
          ['Used by', counted(usage?.connections ?? 0, 'connection')],
          [
            'Standing',
            <Status key="stands" tone={stands.tone}>
              {stands.words}
            </Status>,
          ],
          [
            'Ends on',
            <EndDate
              key={credential.expiresAt ?? 'none'}
              application={application.id}
              credential={credential}
              chip={chip}
            />,
          ],
        ]}
      />
      <Reveal
        open={revealing}
        application={application.id}
        version={credential.version}
        onClose={() => setRevealing(false)}
      />
    </Panel>
  );
}

const Dots = () => (
  <span className={classes.dots}>
    <span aria-hidden>••••••••••••••••</span>
    <span className={classes.hidden}>Stored, sealed</span>
  </span>
);

interface EndDateProps {
  readonly application: string;
  readonly credential: Credential;
  readonly chip: ReturnType<typeof endChip>;
}

function EndDate({ application, credential, chip }: EndDateProps) {
  const client = useQueryClient();
  const [changing, setChanging] = useState(false);
  const [day, setDay] = useState(credential.expiresAt?.slice(0, 10) ?? '');
  const date = useMutation({
    mutationFn: () =>
      dateCredential(application, credential.version, {
        ...(day && { expiresAt: `${day}T00:00:00Z` }),
        ...(credential.rotateAfter && { rotateAfter: credential.rotateAfter }),
      }),
    onSuccess: () => {
      setChanging(false);
      void client.invalidateQueries({ queryKey: credentialsQuery(application).queryKey });
    },
  });
  return (
    <div className={classes.end}>
      {changing ? (
        <>
          <TextInput
            type="date"
            aria-label="Ends on"
            size="xs"
            value={day}
            onChange={(event) => setDay(event.currentTarget.value)}
          />
          <Button size="compact-sm" loading={date.isPending} onClick={() => date.mutate()}>
            Save
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={() => setChanging(false)}>
            Cancel
          </Button>
        </>
      ) : (
        <>
          <span>{credential.expiresAt ? dayText(credential.expiresAt) : 'Not noted'}</span>
          {chip && <Status tone={chip.tone}>{chip.words}</Status>}
          <PermittedButton needs="credentials" size="compact-sm" variant="subtle" onClick={() => setChanging(true)}>
            Change
          </PermittedButton>
        </>
      )}
      {date.error && <Failed problem={Problem.of(date.error)} />}
    </div>
  );
}
