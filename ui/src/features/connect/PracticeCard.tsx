import { Button } from '@mantine/core';
import { IconBuildingHospital } from '@tabler/icons-react';
import type { Practice } from '../../api/connect';
import { addressOf, placeOf } from './choices';
import classes from './screens.module.css';
import { texts } from './texts';

interface PracticeCardProps {
  readonly practice: Practice;
  readonly note?: string | null;
  /** Null when the session fixed the practice. */
  readonly onChange: (() => void) | null;
}

/** The practice that was chosen, told apart from others of its name. */
export function PracticeCard({ practice, note, onChange }: PracticeCardProps) {
  const place = placeOf(practice, texts.find.npi);
  const address = addressOf(practice);
  return (
    <section className={classes.practice} aria-label={texts.practice.chosen}>
      <IconBuildingHospital size={22} className={classes.icon} aria-hidden />
      <div className={classes.practiceText}>
        <p className={classes.name}>{practice.name}</p>
        {place && <p className={classes.small}>{place}</p>}
        {address && <p className={classes.small}>{address}</p>}
        {note && <p className={classes.small}>{note}</p>}
      </div>
      {onChange && (
        <Button variant="subtle" size="compact-sm" aria-label={texts.practice.changeLabel} onClick={onChange}>
          {texts.practice.change}
        </Button>
      )}
    </section>
  );
}
