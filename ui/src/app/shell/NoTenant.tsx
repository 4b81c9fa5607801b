import { Link } from '@tanstack/react-router';
import { Empty } from '../../components/States';
import { useSession } from '../../lib/session';
import classes from './Shell.module.css';

/** The address names a tenant that the person can't enter, or they can enter none. */
export function NoTenant() {
  const { tenants = [], operator } = useSession();
  return (
    <div className={classes.alone}>
      <Empty title={tenants.length > 0 ? 'You cannot enter this tenant' : 'You have no role here'}>
        {tenants.length > 0 ? (
          <>
            <p>Its name may be misspelled, or your role was taken away. You can work in:</p>
            <ul className={classes.others}>
              {tenants.slice(0, 10).map((each) => (
                <li key={each.id}>
                  <Link to="/" search={{ tenant: each.id }} className={classes.other}>
                    {each.name}
                  </Link>
                </li>
              ))}
            </ul>
          </>
        ) : (
          <p>{operator.email} has an account and no role in any tenant. Ask an Owner to invite this address again.</p>
        )}
      </Empty>
    </div>
  );
}
