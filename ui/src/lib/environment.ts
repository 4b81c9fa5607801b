import { useSearch } from '@tanstack/react-router';

/** What the switch in the head knows. Without a choice all environments are shown. */
export const ENVIRONMENTS = ['production', 'sandbox'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

export const ENVIRONMENT_NAMES: Readonly<Record<Environment, string>> = {
  production: 'Production',
  sandbox: 'Sandbox',
};

/** Paths below /console whose lists and numbers follow the choice. All others are the same for every environment. */
const FOLLOWS: ReadonlySet<string> = new Set(['/', '/ehr-apps', '/connections', '/requests']);

export const followsEnvironment = (path: string) =>
  FOLLOWS.has(path.replace(/^\/console/, '').replace(/\/+$/, '') || '/');

/** The environment that the address chooses; undefined for all. */
export function useEnvironment(): Environment | undefined {
  return useSearch({ from: '__root__' }).env;
}

/** The choice in the API's words. A vendor's QA environment is no production either. */
export const environmentQuery = (chosen: Environment | undefined): { environment?: string } =>
  chosen ? { environment: chosen === 'sandbox' ? 'sandbox,qa' : chosen } : {};

/** Why a list may be empty. */
export const onlyText = (chosen: Environment | undefined) =>
  chosen ? `Only ${ENVIRONMENT_NAMES[chosen].toLowerCase()} is shown.` : undefined;
