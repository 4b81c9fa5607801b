import { Ago } from '../../components/Ago';
import { Panel } from '../../components/Panel';
import { Status, type StatusTone } from '../../components/Status';
import classes from './Credentials.module.css';
import type { Credential } from './requests';

const STATES: Record<Credential['state'], readonly [StatusTone, string]> = {
  pending: ['due', 'Waiting'],
  active: ['good', 'In use'],
  retiring: ['due', 'Being replaced'],
  revoked: ['none', 'Ended, erased'],
};

/** Every version there was, newest first. */
export function Versions({ items }: { readonly items: readonly Credential[] }) {
  return (
    <Panel title="All versions">
      <ul className={classes.versions}>
        {items.map((each) => {
          const [tone, words] = STATES[each.state];
          return (
            <li key={each.version}>
              <span className={classes.number}>Version {each.version}</span>
              <Status tone={tone}>{words}</Status>
              <span className={classes.meta}>
                {each.clientId}
                {each.practiceId && ', one practice only'}
              </span>
              <span className={classes.meta}>
                stored <Ago at={each.createdAt} />
              </span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
