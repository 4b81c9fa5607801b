import { Link } from '@tanstack/react-router';
import { useSession } from '../../lib/session';
import { navigation, type Place } from '../navigation';
import classes from './Shell.module.css';

/** The places, in groups. A place of no use to a role is shown and says so when opened; empty groups are not shown. */
export function Menu({ onGo }: { readonly onGo: () => void }) {
  return navigation
    .filter((group) => group.places.length > 0)
    .map((group) => (
      <section key={group.name} className={classes.group} aria-label={group.name || 'Start'}>
        {group.name && <h2 className={classes.groupName}>{group.name}</h2>}
        <ul className={classes.places}>
          {group.places.map((place) => (
            <li key={place.to}>
              <MenuEntry place={place} onGo={onGo} />
            </li>
          ))}
        </ul>
      </section>
    ));
}

function MenuEntry({ place, onGo }: { readonly place: Place; readonly onGo: () => void }) {
  const { permissions } = useSession();
  const may = !place.needs || !permissions || permissions.see.includes(place.needs);
  const Icon = place.icon;
  return (
    <Link
      to={place.to}
      onClick={onGo}
      className={classes.place}
      activeOptions={{ exact: place.to === '/', includeSearch: false }}
      activeProps={{ 'data-active': true, 'aria-current': 'page' }}
      data-closed={!may || undefined}
      title={may ? undefined : 'Your role cannot see this'}
    >
      <Icon size={17} stroke={1.7} />
      {place.label}
    </Link>
  );
}
