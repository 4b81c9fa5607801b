import { Link } from '@tanstack/react-router';
import { Ago } from '../../components/Ago';
import { Page } from '../../components/Page';
import { Panel } from '../../components/Panel';
import { Empty, Loaded } from '../../components/States';
import { onlyText, useEnvironment } from '../../lib/environment';
import { count } from '../../lib/numbers';
import { AttentionList } from './AttentionList';
import { DayChart } from './DayChart';
import { Figures } from './Figures';
import { FirstRun, isDone } from './FirstRun';
import classes from './Overview.module.css';
import { type OverviewData, type SignUp, useOverview } from './requests';

/** How the tenant stands at a glance. */
export function Overview() {
  const overview = useOverview();
  return (
    <Page title="Overview" lead="What needs attention, and how the practices stand.">
      <Loaded query={overview}>{(told) => <Told told={told} />}</Loaded>
    </Page>
  );
}

function Told({ told }: { readonly told: OverviewData }) {
  const environment = useEnvironment();
  const begun = told.connections.total > 0;
  const nothing = environment && !begun && told.attention.length === 0 && told.registrations.length === 0;
  return (
    <>
      {!isDone(told.firstRun) && <FirstRun done={told.firstRun} />}
      {nothing && (
        <Panel>
          <Empty title={`Nothing in ${environment} yet`}>
            {onlyText(environment)} Choose All above to see the rest.
          </Empty>
        </Panel>
      )}
      {begun && <Figures connections={told.connections} />}
      {(begun || told.attention.length > 0) && <AttentionList told={told} />}
      <div className={classes.columns}>
        <div className={classes.column}>
          {begun && (
            <Panel title="Calls, last 24 hours">
              <DayChart />
            </Panel>
          )}
          {told.registrations.length > 0 && (
            <Panel title="Registrations" flush>
              <ul className={classes.list}>
                {told.registrations.map((each) => (
                  <SignUpLine key={each.id} signUp={each} />
                ))}
              </ul>
            </Panel>
          )}
        </div>
        {told.activity.length > 0 && (
          <div className={classes.column}>
            <Panel title="Recent activity" flush>
              <ul className={classes.list}>
                {told.activity.map((each) => (
                  <li key={each.id} className={classes.line}>
                    <div className={classes.words}>
                      <Link to="/connections/$id" params={{ id: each.connectionId }} className={classes.name}>
                        {each.practice}
                      </Link>
                      <p className={classes.text}>{each.text}</p>
                    </div>
                    <span className={classes.when}>
                      <Ago at={each.at} />
                    </span>
                  </li>
                ))}
              </ul>
            </Panel>
          </div>
        )}
      </div>
    </>
  );
}

const STATES: Record<string, string> = {
  not_started: 'to do',
  in_progress: 'in progress',
  waiting: 'waiting for somebody else',
  refused: 'refused',
  sent_back: 'sent back',
};

function SignUpLine({ signUp }: { readonly signUp: SignUp }) {
  const { current, done, steps } = signUp;
  return (
    <li className={classes.line}>
      <div className={classes.words}>
        <b>{signUp.name}</b>
        <p className={classes.text}>
          {signUp.ehr}, {signUp.environment}.{' '}
          {current ? `${current.title}: ${STATES[current.state] ?? current.state}` : 'All steps are done'}
          {current?.since && (
            <>
              , since <Ago at={current.since} />
            </>
          )}
          .{current?.blocker && ` Blocked: ${current.blocker}`}
        </p>
        <progress className={classes.progress} value={done} max={steps} aria-label={`Steps done of ${signUp.name}`} />
      </div>
      <span className={classes.when}>
        {count(done)} of {count(steps)}
      </span>
    </li>
  );
}
