import { Group, Radio, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schema } from '../../api/gateway';
import { Notice } from '../../components/Notice';
import { PermittedButton } from '../../components/Permitted';
import { Failed } from '../../components/States';
import { Problem } from '../../lib/problem';
import classes from './Credentials.module.css';
import { CredentialTrial } from './CredentialTrial';
import { activateCredential, type Credential, revokeCredential } from './requests';
import { trust } from './words';

interface TryNewProps {
  readonly application: Schema<'Application'>;
  readonly waiting: Credential;
  readonly onDone: () => void;
}

/** Tests the new version, then switches to it with an overlap. */
export function TryNew({ application, waiting, onDone }: TryNewProps) {
  const [overlap, setOverlap] = useState('24');
  const [reason, setReason] = useState('');
  const switchOver = useMutation({
    mutationFn: (force: boolean) =>
      activateCredential(application.id, waiting.version, {
        overlapHours: Number(overlap),
        ...(force && { force, reason: reason.trim() }),
      }),
    onSuccess: onDone,
  });
  const drop = useMutation({ mutationFn: () => revokeCredential(application.id, waiting.version), onSuccess: onDone });
  const problem = switchOver.error ? Problem.of(switchOver.error) : null;
  const tooNew = problem?.code === 'signing-key-too-new';
  const stands = trust(waiting);
  return (
    <div className={classes.form}>
      <p className={classes.meta}>Version {waiting.version} is stored and not used yet.</p>
      <CredentialTrial key={waiting.version} application={application} credential={waiting} />
      {stands.tone === 'bad' && (
        <Notice tone="warning">
          The test failed. Connections would fall back to the old version, but look at it first.
        </Notice>
      )}
      <Radio.Group
        label="Keep the old version after the switch"
        description="As long as it is kept, one can go back to it."
        value={overlap}
        onChange={setOverlap}
      >
        <div className={classes.choices}>
          <Radio value="0" label="Until the EHR has accepted the new one, an hour at least" />
          <Radio value="24" label="24 hours" />
          <Radio value="168" label="7 days" />
        </div>
      </Radio.Group>
      {tooNew && (
        <Textarea
          label="Why it can't wait"
          description="Ten characters or more, kept in the audit log."
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={500}
        />
      )}
      {problem && <Failed problem={problem} />}
      {drop.error && <Failed problem={Problem.of(drop.error)} />}
      <Group>
        {tooNew ? (
          <PermittedButton
            needs="credentials"
            color="red.8"
            loading={switchOver.isPending}
            disabled={reason.trim().length < 10}
            onClick={() => switchOver.mutate(true)}
          >
            Switch now all the same
          </PermittedButton>
        ) : (
          <PermittedButton needs="credentials" loading={switchOver.isPending} onClick={() => switchOver.mutate(false)}>
            {waiting.lastTest ? 'Switch to the new one' : 'Switch without a test'}
          </PermittedButton>
        )}
        <PermittedButton needs="credentials" variant="default" loading={drop.isPending} onClick={() => drop.mutate()}>
          Drop the new one
        </PermittedButton>
      </Group>
    </div>
  );
}
