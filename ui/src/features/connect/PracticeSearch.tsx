import { Button, Loader, TextInput, VisuallyHidden } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { Practice } from '../../api/connect';
import { Notice } from '../../components/Notice';
import { twins } from './choices';
import { useConnect } from './context';
import { PracticeOption } from './PracticeOption';
import classes from './PracticeSearch.module.css';
import { practicesQuery } from './session';
import { texts } from './texts';

const LEAST_LETTERS = 2;
const TYPING_PAUSE_MS = 120;
/** Longer than the pause before asking: a screen reader should hear the last answer, not each one. */
const SPEAKING_PAUSE_MS = 900;

interface PracticeSearchProps {
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly onChoose: (practice: Practice) => void;
  readonly autoFocus: boolean;
}

/** A search box with its hits below it, worked by keyboard as a combobox (ARIA Authoring Practices, list autocomplete). */
export function PracticeSearch({ query, onQuery, onChoose, autoFocus }: PracticeSearchProps) {
  const { token, session } = useConnect();
  const list = useId();
  const input = useRef<HTMLInputElement>(null);
  const [asked] = useDebouncedValue(query.trim(), TYPING_PAUSE_MS);
  const enabled = asked.length >= LEAST_LETTERS && query.trim().length >= LEAST_LETTERS;
  const search = useQuery({ ...practicesQuery(token, asked), enabled, placeholderData: keepPreviousData });

  const found = enabled ? search.data : undefined;
  const items = found?.items ?? [];
  // while the hits belong to an earlier text, Enter must not take one of them
  const fresh = found?.query === query.trim() && !search.isPlaceholderData;
  const [marked, setMarked] = useState(0);
  useEffect(() => {
    if (found?.query !== undefined) setMarked(0);
  }, [found?.query]);
  useEffect(() => {
    if (autoFocus) input.current?.focus({ preventScroll: true });
  }, [autoFocus]);

  const optionId = (at: number) => `${list}-${at}`;
  const spoken = fresh && found ? texts.find.announce(found.total, items.length) : '';
  const [announced] = useDebouncedValue(spoken, SPEAKING_PAUSE_MS);

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const chosen = items[marked];
    if (event.key === 'Enter') {
      event.preventDefault();
      if (fresh && chosen) onChoose(chosen);
    } else if (event.key === 'Escape' && query !== '') {
      event.preventDefault();
      onQuery('');
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && items.length > 0) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setMarked((marked + step + items.length) % items.length);
    }
  };

  return (
    <>
      <TextInput
        ref={input}
        label={texts.find.label}
        placeholder={texts.find.placeholder(session.searchBy)}
        size="md"
        type="text"
        inputMode="search"
        enterKeyHint="go"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={items.length > 0}
        aria-controls={items.length > 0 ? list : undefined}
        aria-activedescendant={fresh && items.length > 0 ? optionId(marked) : undefined}
        leftSection={<IconSearch size={18} aria-hidden />}
        rightSection={search.isFetching ? <Loader size={16} className={classes.loader} /> : null}
        value={query}
        onChange={(event) => onQuery(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <VisuallyHidden role="status">{announced}</VisuallyHidden>
      {search.isError && !search.isFetching && enabled && (
        <div className={classes.below}>
          <Notice tone="bad">
            <p>{texts.find.broken}</p>
            <Button variant="default" size="xs" mt={8} onClick={() => void search.refetch()}>
              {texts.find.again}
            </Button>
          </Notice>
        </div>
      )}
      {items.length > 0 && (
        <div className={classes.hits} aria-busy={!fresh}>
          <div role="listbox" id={list} aria-label={texts.find.list}>
            {items.map((practice, at) => (
              <PracticeOption
                key={practice.id}
                id={optionId(at)}
                practice={practice}
                query={query}
                marked={fresh && at === marked}
                withAddress={twins(items).has(practice.id)}
                onChoose={() => onChoose(practice)}
              />
            ))}
          </div>
          {found && found.total > items.length && (
            <p className={classes.more}>
              {texts.find.more(found.total - items.length, session.searchBy.includes('city'))}
            </p>
          )}
        </div>
      )}
      {found?.total === 0 && fresh && (
        <div className={classes.none}>
          <p>{texts.find.none}</p>
          <p>{texts.find.noneHelp(session.searchBy.includes('npi'))}</p>
        </div>
      )}
    </>
  );
}
