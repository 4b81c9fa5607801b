import { createContext, useContext } from 'react';
import type { ConnectSession } from '../../api/connect';
import type { Surroundings } from './surroundings';
import type { Names } from './texts';

/** What every screen of one connect session knows. */
export interface ConnectContext {
  readonly token: string;
  readonly session: ConnectSession;
  readonly names: Names;
  readonly surroundings: Surroundings;
}

const Context = createContext<ConnectContext | null>(null);

export const ConnectProvider = Context.Provider;

export function useConnect(): ConnectContext {
  const context = useContext(Context);
  if (!context) throw new Error('A connect screen was drawn outside a connect session');
  return context;
}
