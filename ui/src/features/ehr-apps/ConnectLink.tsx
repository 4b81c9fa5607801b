import { useMutation } from '@tanstack/react-query';
import { ask, gateway, type Schema } from '../../api/gateway';
import { CopyText } from '../../components/Code';
import { PermittedButton } from '../../components/Permitted';
import { Failed } from '../../components/States';
import { Problem } from '../../lib/problem';
import classes from './Credentials.module.css';

/** A link for the first practice: whoever opens it chooses the practice and signs in at the EHR. */
export function ConnectLink({ application }: { readonly application: Schema<'Application'> }) {
  const make = useMutation({
    mutationFn: () =>
      ask(() =>
        gateway.POST('/api/v1/connect-sessions', {
          body: { applicationId: application.id, endUser: { id: 'first-practice' } },
        }),
      ),
  });
  if (application.type === 'system') return null;
  return (
    <div className={classes.share}>
      {make.data ? (
        <>
          <p className={classes.meta}>Open it yourself, or send it to the practice. It works once.</p>
          <CopyText text={make.data.url} what="connect link" />
        </>
      ) : (
        <PermittedButton needs="connect" loading={make.isPending} onClick={() => make.mutate()}>
          Connect the first practice
        </PermittedButton>
      )}
      {make.error && <Failed problem={Problem.of(make.error)} />}
    </div>
  );
}
