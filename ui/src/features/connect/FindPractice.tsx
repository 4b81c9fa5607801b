import { Anchor, Button } from '@mantine/core';
import type { Practice } from '../../api/connect';
import { Notice } from '../../components/Notice';
import { Screen } from '../../components/Screen';
import { useConnect } from './context';
import { PracticeSearch } from './PracticeSearch';
import { recentPractice } from './recent-choice';
import classes from './screens.module.css';
import { date, texts } from './texts';

interface FindPracticeProps {
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly onChoose: (practice: Practice) => void;
  /** A practice that was chosen but cannot be connected by this app. */
  readonly unfit: Practice | null;
  /** The person came here by a button, so the search box may take the focus. */
  readonly returned: boolean;
}

/** Screen 1: find the practice by a few letters. */
export function FindPractice({ query, onQuery, onChoose, unfit, returned }: FindPracticeProps) {
  const { session, names, surroundings } = useConnect();
  const recent = query === '' ? recentPractice(session.ehr.key) : null;
  return (
    <Screen title={texts.find.title} of={names.app} focus={false}>
      <p className={classes.intro}>{texts.find.intro(names)}</p>
      {unfit && (
        <div className={classes.block}>
          <Notice tone="warning">{texts.find.noAccess(names, unfit.name)}</Notice>
        </div>
      )}
      <div className={classes.block}>
        <PracticeSearch
          query={query}
          onQuery={onQuery}
          onChoose={onChoose}
          autoFocus={returned || surroundings.place !== 'frame'}
        />
      </div>
      {recent && (
        <div className={classes.tight}>
          <p className={classes.small}>{texts.find.recent}</p>
          <Button variant="default" size="sm" mt={6} onClick={() => onChoose(recent)}>
            {recent.name}
          </Button>
        </div>
      )}
      <Missing query={query} />
    </Screen>
  );
}

function Missing({ query }: { readonly query: string }) {
  const { session, names } = useConnect();
  const asOf = date(session.directoryDate);
  return (
    <p className={classes.aside}>
      {session.supportEmail ? (
        <Anchor
          href={letter(
            session.supportEmail,
            texts.find.missingSubject(names),
            texts.find.missingBody(query, session.searchBy.includes('npi')),
          )}
          fz="inherit"
          underline="always"
        >
          {texts.find.missing}
        </Anchor>
      ) : (
        texts.find.missingHelp(names)
      )}
      {asOf && <> · {texts.find.asOf(names, asOf)}</>}
    </p>
  );
}

function letter(to: string, subject: string, body: string): string {
  return `mailto:${encodeURIComponent(to)}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
}
