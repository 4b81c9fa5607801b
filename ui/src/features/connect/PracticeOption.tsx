import type { Practice } from '../../api/connect';
import { Highlight } from '../../components/Highlight';
import { addressOf, placeOf } from './choices';
import classes from './PracticeSearch.module.css';
import { texts } from './texts';

interface PracticeOptionProps {
  readonly id: string;
  readonly practice: Practice;
  readonly query: string;
  /** Enter would take this one. */
  readonly marked: boolean;
  readonly withAddress: boolean;
  readonly onChoose: () => void;
}

/** One hit. The focus stays in the search box, which is why it has no keys of its own. */
export function PracticeOption({ id, practice, query, marked, withAddress, onChoose }: PracticeOptionProps) {
  const place = placeOf(practice, texts.find.npi);
  const address = withAddress ? addressOf(practice) : '';
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox handles the keys
    // biome-ignore lint/a11y/useFocusableInteractive: a combobox points at its options by aria-activedescendant
    <div
      role="option"
      id={id}
      aria-selected={marked}
      className={classes.option}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <span className={classes.text}>
        <span className={classes.name}>
          <Highlight text={practice.name} query={query} />
        </span>
        {place && (
          <span className={classes.place}>
            <Highlight text={place} query={query} />
          </span>
        )}
        {address && <span className={classes.place}>{address}</span>}
      </span>
      {marked && (
        <span className={classes.enter} aria-hidden>
          Enter ↵
        </span>
      )}
    </div>
  );
}
