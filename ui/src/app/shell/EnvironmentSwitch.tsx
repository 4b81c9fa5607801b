import { UnstyledButton } from '@mantine/core';
import { useLocation, useNavigate } from '@tanstack/react-router';
import {
  ENVIRONMENT_NAMES,
  ENVIRONMENTS,
  type Environment,
  followsEnvironment,
  useEnvironment,
} from '../../lib/environment';
import classes from './EnvironmentSwitch.module.css';

const CHOICES: readonly (readonly [Environment | undefined, string])[] = [
  [undefined, 'All'],
  ...ENVIRONMENTS.map((each) => [each, ENVIRONMENT_NAMES[each]] as const),
];

/** Of which environment's EHR apps the screens show something. The address keeps it. */
export function EnvironmentSwitch({ where }: { readonly where: 'head' | 'menu' }) {
  const chosen = useEnvironment();
  const navigate = useNavigate();
  const choose = (env: Environment | undefined) =>
    void navigate({ to: '.', search: (before) => ({ ...before, env, open: undefined }) });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw its own frame
    <div className={classes.switch} data-where={where} role="group" aria-label="Environment">
      {CHOICES.map(([env, name]) => (
        <UnstyledButton
          key={name}
          className={classes.choice}
          data-environment={env}
          aria-pressed={chosen === env}
          onClick={() => choose(env)}
        >
          {name}
        </UnstyledButton>
      ))}
    </div>
  );
}

/** Says which environment is chosen, and whether this screen follows it. Red for production, and the word with it. */
export function EnvironmentStripe() {
  const chosen = useEnvironment();
  const follows = followsEnvironment(useLocation().pathname);
  if (!chosen) return null;
  return (
    <div className={classes.stripe} data-environment={chosen} role="note" aria-label="Chosen environment">
      <b>{ENVIRONMENT_NAMES[chosen]}</b>
      {!follows && <span className={classes.not}>This screen shows all environments</span>}
    </div>
  );
}
