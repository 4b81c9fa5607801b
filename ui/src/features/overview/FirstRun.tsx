import { IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react';
import { Elsewhere } from '../../components/Elsewhere';
import { Panel } from '../../components/Panel';
import classes from './Overview.module.css';
import type { OverviewData } from './requests';

type Done = OverviewData['firstRun'];

const STEPS: readonly (readonly [keyof Done, string, string, string | null, string])[] = [
  [
    'application',
    'Register an EHR app',
    'An EHR vendor must know your app before any practice can connect.',
    '/ehr-apps',
    'EHR apps',
  ],
  [
    'credential',
    'Store its credentials',
    'The client id and secret that the vendor gives you.',
    '/ehr-apps',
    'EHR apps',
  ],
  ['practices', 'Import the practices', 'The EHR’s list of practices and their addresses.', '/practices', 'Practices'],
  ['apiKey', 'Make an API key', 'Your app shows it with each request.', '/api-keys', 'API keys'],
  [
    'connection',
    'Connect the first practice',
    'Send a connect link to somebody at the practice.',
    '/connections',
    'Connections',
  ],
  ['call', 'Make the first call', 'From your app, or in the explorer of a connection.', null, ''],
];

export const isDone = (done: Done) => STEPS.every(([key]) => done[key]);

/** The way from nothing to the first call. Goes away when all of it is done. */
export function FirstRun({ done }: { readonly done: Done }) {
  const next = STEPS.find(([key]) => !done[key])?.[0];
  const finished = STEPS.filter(([key]) => done[key]).length;
  return (
    <Panel title="First steps" lead={`${finished} of ${STEPS.length} done`}>
      <ol className={classes.steps}>
        {STEPS.map(([key, title, text, to, place]) => (
          <li key={key} className={classes.step} data-done={done[key]} aria-current={key === next ? 'step' : undefined}>
            {done[key] ? (
              <IconCircleCheckFilled size={20} aria-hidden className={classes.doneIcon} />
            ) : (
              <IconCircleDashed size={20} aria-hidden className={classes.todoIcon} />
            )}
            <div className={classes.words}>
              <b>{title}</b>
              <span className={classes.hidden}>{done[key] ? ' (done)' : ' (to do)'}</span>
              <p className={classes.text}>{text}</p>
            </div>
            {!done[key] && to && (
              <Elsewhere to={to} className={classes.way} label={`${title}: open ${place}`}>
                Open {place}
              </Elsewhere>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
