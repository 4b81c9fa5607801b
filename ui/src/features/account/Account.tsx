import { useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { Page } from '../../components/Page';
import { Panel } from '../../components/Panel';
import { useSession } from '../../lib/session';
import { OwnName } from './OwnName';
import { OwnPassword } from './OwnPassword';
import { OwnProvider } from './OwnProvider';
import { OwnSessions } from './OwnSessions';
import { CameBack } from './Refused';
import { SecondFactor } from './SecondFactor';

/** What people look after themselves: name, password, second factor, and where they are signed in. */
export function Account() {
  const { operator, proofs = ['password'] } = useSession();
  const { problem } = useSearch({ from: '/shell/account' });
  const queries = useQueryClient();
  const again = () => void queries.invalidateQueries({ queryKey: ['session'] });
  const password = proofs.includes('password');
  return (
    <Page title="Your account" lead={operator.email}>
      <CameBack problem={problem} />
      <Panel title="Name">
        <OwnName name={operator.displayName} onDone={again} />
      </Panel>
      {password && (
        <Panel title="Password" lead="Another password ends all your sessions, this one too.">
          <OwnPassword />
        </Panel>
      )}
      {password && (
        <Panel
          title="Second factor"
          lead="Six digits of an app on your phone, beside the password. Whoever learns the password alone stays out."
        >
          <SecondFactor set={operator.secondFactor ?? false} email={operator.email} onDone={again} />
        </Panel>
      )}
      <OwnProvider linked={proofs.includes('oidc')} />
      <Panel title="Where you are signed in" flush>
        <OwnSessions />
      </Panel>
    </Page>
  );
}
