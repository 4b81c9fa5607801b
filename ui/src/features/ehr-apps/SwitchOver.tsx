import { Group } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Ago } from '../../components/Ago';
import { ConfirmByName } from '../../components/ConfirmByName';
import { PermittedButton } from '../../components/Permitted';
import { Failed } from '../../components/States';
import { counted } from '../../lib/numbers';
import { Problem } from '../../lib/problem';
import { fullText } from '../../lib/times';
import classes from './Credentials.module.css';
import type { Use } from './Rotation';
import { activateCredential, type Credential, revokeCredential } from './requests';

interface SwitchOverProps {
  readonly application: string;
  readonly active: Credential;
  readonly retiring: Credential;
  readonly usage: readonly Use[];
  readonly onChanged: () => void;
  readonly onDone: () => void;
}

/** After the switch: how connections move from the old version to the new one, the way back, and the end of the old one. */
export function SwitchOver({ application, active, retiring, usage, onChanged, onDone }: SwitchOverProps) {
  const [ending, setEnding] = useState(false);
  const back = useMutation({
    mutationFn: () => activateCredential(application, retiring.version, { overlapHours: 24 }),
    onSuccess: onChanged,
  });
  const of = (version: number) => usage.find((each) => each.version === version);
  const total = Math.max(1, (of(active.version)?.connections ?? 0) + (of(retiring.version)?.connections ?? 0));
  return (
    <div className={classes.form}>
      <p className={classes.meta}>
        New tokens are asked for with version {active.version}, switched to <Ago at={active.activatedAt} />. Version{' '}
        {retiring.version}{' '}
        {retiring.keepUntil
          ? `is kept until ${fullText(retiring.keepUntil)} at least, and ends by itself when nothing needs it.`
          : 'ends by itself when the EHR has accepted the new one and nothing needs it.'}
      </p>
      <div className={classes.bars}>
        <Bar label={`New, version ${active.version}`} use={of(active.version)} total={total} tone="good" />
        <Bar label={`Old, version ${retiring.version}`} use={of(retiring.version)} total={total} tone="due" />
      </div>
      {back.error && <Failed problem={Problem.of(back.error)} />}
      <Group>
        <PermittedButton needs="credentials" variant="default" loading={back.isPending} onClick={() => back.mutate()}>
          Go back to version {retiring.version}
        </PermittedButton>
        <PermittedButton needs="credentials" color="red.8" onClick={() => setEnding(true)}>
          Retire version {retiring.version} now
        </PermittedButton>
      </Group>
      <ConfirmByName
        open={ending}
        title={`Retire version ${retiring.version}`}
        name={`version ${retiring.version}`}
        action="Retire it"
        onConfirm={async () => {
          await revokeCredential(application, retiring.version);
          onDone();
        }}
        onClose={() => setEnding(false)}
      >
        <p>
          Its secret is erased, and there is no way back to it.{' '}
          {counted(of(retiring.version)?.connections ?? 0, 'connection')} got the last token by it and will use version{' '}
          {active.version} next.
        </p>
      </ConfirmByName>
    </div>
  );
}

interface BarProps {
  readonly label: string;
  readonly use: Use | undefined;
  readonly total: number;
  readonly tone: 'good' | 'due';
}

function Bar({ label, use, total, tone }: BarProps) {
  const count = use?.connections ?? 0;
  return (
    <div>
      <div className={classes.barHead}>
        <span>{label}</span>
        <span>
          {counted(count, 'connection')}
          {use?.lastUsedAt && (
            <>
              , last token <Ago at={use.lastUsedAt} />
            </>
          )}
        </span>
      </div>
      <div className={classes.track} aria-hidden>
        <span className={classes.filled} data-tone={tone} style={{ width: `${(count / total) * 100}%` }} />
      </div>
    </div>
  );
}
