import { Tabs } from '@mantine/core';
import { Activity } from './Activity';
import { Files } from './Files';
import { Notes } from './Notes';
import type { Registration } from './requests';
import classes from './Side.module.css';

export type SideTab = 'notes' | 'files' | 'activity';

interface SideProps {
  readonly registration: Registration;
  readonly step: string;
  readonly shown: SideTab;
  readonly onShow: (tab: SideTab) => void;
}

/** What people keep beside the forms: notes, files, and everything that happened. */
export function Side({ registration, step, shown, onShow }: SideProps) {
  return (
    <section className={classes.side} aria-label="Notes, files and activity">
      <Tabs value={shown} onChange={(tab) => tab && onShow(tab as SideTab)} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="notes">Notes</Tabs.Tab>
          <Tabs.Tab value="files">Files</Tabs.Tab>
          <Tabs.Tab value="activity">Activity</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="notes" className={classes.panel}>
          <Notes registration={registration} step={step} />
        </Tabs.Panel>
        <Tabs.Panel value="files" className={classes.panel}>
          <Files registration={registration} step={step} />
        </Tabs.Panel>
        <Tabs.Panel value="activity" className={classes.panel}>
          <Activity registration={registration} />
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}
