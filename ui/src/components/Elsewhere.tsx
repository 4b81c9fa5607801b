import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface ElsewhereProps {
  /** Path below /console of another area's screen. */
  readonly to: string;
  readonly className?: string | undefined;
  readonly label?: string;
  readonly children: ReactNode;
}

/** A way to a screen of another area. Areas do not know each other, so its path is no type here. */
export function Elsewhere({ to, className, label, children }: ElsewhereProps) {
  return (
    <Link to={to as '/'} className={className} aria-label={label}>
      {children}
    </Link>
  );
}
