import { Button, Radio } from '@mantine/core';
import { useState } from 'react';
import type { Endpoint, Practice } from '../../api/connect';
import { Screen } from '../../components/Screen';
import { useConnect } from './context';
import { PracticeCard } from './PracticeCard';
import classes from './screens.module.css';
import { texts } from './texts';
import who from './WhoUsesIt.module.css';

interface WhoUsesItProps {
  readonly practice: Practice;
  readonly ways: readonly Endpoint[];
  readonly onChange: (() => void) | null;
  readonly onChoose: (endpoint: Endpoint) => void;
}

/** Screen 2: staff or a patient. Shown only when both are possible. */
export function WhoUsesIt({ practice, ways, onChange, onChoose }: WhoUsesItProps) {
  const { names } = useConnect();
  const [id, setId] = useState(ways[0]?.id ?? '');
  const chosen = ways.find((way) => way.id === id);
  return (
    <Screen title={texts.who.title} of={names.app} focus>
      <p className={classes.intro}>{texts.who.intro(names)}</p>
      <div className={classes.block}>
        <PracticeCard practice={practice} onChange={onChange} />
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen) onChoose(chosen);
        }}
      >
        <Radio.Group value={id} onChange={setId} aria-label={texts.who.title}>
          <div className={who.kinds}>
            {ways.map((way) => {
              const words = texts.who.kinds[way.kind];
              return (
                <Radio.Card key={way.id} value={way.id} className={who.kind}>
                  <Radio.Indicator mt={2} />
                  <span>
                    <span className={classes.name}>{words?.title ?? way.kind}</span>
                    <span className={who.help}>{words?.help(names)}</span>
                  </span>
                </Radio.Card>
              );
            })}
          </div>
        </Radio.Group>
        <div className={classes.actions}>
          <Button type="submit" size="md">
            {texts.who.next}
          </Button>
        </div>
      </form>
    </Screen>
  );
}
