import { ActionIcon, Button, Group, SegmentedControl, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Panel } from '../../components/Panel';
import { PermittedButton } from '../../components/Permitted';
import { Failed } from '../../components/States';
import { accentOf } from '../../lib/accent';
import { Problem } from '../../lib/problem';
import classes from './connect-settings.module.css';
import { Likeness } from './Likeness';
import { type PageSettings, saveSettings, settingsQuery } from './requests';

const OWN_COLOUR = '#0b6874';

/** The settings as a form, with a likeness of the page beside it that follows each letter. */
export function LookAndOrigins({ settings }: { readonly settings: PageSettings }) {
  const queries = useQueryClient();
  const [name, setName] = useState(settings.displayName ?? '');
  const [logo, setLogo] = useState(settings.logo ?? '');
  const [accent, setAccent] = useState(settings.accent ?? '');
  const [support, setSupport] = useState(settings.supportEmail ?? '');
  const [origins, setOrigins] = useState<readonly string[]>(settings.origins);
  const [dark, setDark] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      saveSettings({
        displayName: name.trim() || null,
        logo: logo.trim() || null,
        accent: accent.trim() || null,
        supportEmail: support.trim() || null,
        origins: origins.map((origin) => origin.trim()).filter(Boolean),
      }),
    onSuccess: (saved) => {
      queries.setQueryData(settingsQuery.queryKey, saved);
      // as browsers write them
      setOrigins(saved.origins);
    },
  });
  const problem = save.error ? Problem.of(save.error) : null;
  const wrong = problem?.fieldErrors() ?? {};
  // the server counts the filled lines only
  const wrongOrigin = (at: number) => wrong[`origins[${origins.slice(0, at).filter((each) => each.trim()).length}]`];
  const shade = accent.trim() ? accentOf(accent.trim()) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className={classes.two}>
      <div>
        <Panel title="Look">
          <div className={classes.form}>
            <TextInput
              label="Who asks"
              description="Shown below your app's name. The tenant's name if it is empty."
              value={name}
              maxLength={200}
              onChange={(event) => setName(event.currentTarget.value)}
              error={wrong.displayName}
            />
            <TextInput
              label="Picture"
              description="An https address of your logo, best square. Your app's initials if it is empty."
              placeholder="https://"
              value={logo}
              onChange={(event) => setLogo(event.currentTarget.value)}
              error={wrong.logo}
            />
            <Group align="flex-end" gap="xs" wrap="nowrap">
              <TextInput
                className={classes.grow}
                label="Color"
                description="Of buttons and links. Text on it stays readable by itself."
                placeholder={OWN_COLOUR}
                value={accent}
                onChange={(event) => setAccent(event.currentTarget.value)}
                error={wrong.accent ?? (accent.trim() && !shade ? 'Write it like #245c9e.' : undefined)}
              />
              <input
                type="color"
                className={classes.swatch}
                aria-label="Choose the color"
                value={shade?.filled ?? OWN_COLOUR}
                onChange={(event) => setAccent(event.currentTarget.value)}
              />
            </Group>
            {shade && <Contrast shade={shade} />}
            <TextInput
              label="Help"
              description="Whom people write to when their practice is missing."
              placeholder="help@example.org"
              type="email"
              value={support}
              onChange={(event) => setSupport(event.currentTarget.value)}
              error={wrong.supportEmail}
            />
          </div>
        </Panel>
        <Panel
          title="Pages that may show it"
          lead="Exact origins of your own pages. Only they may put the connect page into a frame and hear from it."
        >
          <div className={classes.form}>
            {origins.map((origin, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines are known by their place
              <Group key={at} gap="xs" align="flex-start" wrap="nowrap">
                <TextInput
                  className={classes.grow}
                  aria-label={`Origin ${at + 1}`}
                  placeholder="https://app.example.org"
                  value={origin}
                  onChange={(event) => {
                    const { value } = event.currentTarget;
                    setOrigins(origins.map((each, index) => (index === at ? value : each)));
                  }}
                  error={wrongOrigin(at)}
                />
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={36}
                  aria-label={`Remove origin ${at + 1}`}
                  onClick={() => setOrigins(origins.filter((_, index) => index !== at))}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </Group>
            ))}
            <div>
              <Button variant="default" size="xs" onClick={() => setOrigins([...origins, ''])}>
                Add an origin
              </Button>
            </div>
          </div>
        </Panel>
        {problem && Object.keys(wrong).length === 0 && <Failed problem={problem} />}
        <Group mt="md">
          <PermittedButton needs="credentials" type="submit" loading={save.isPending}>
            Save
          </PermittedButton>
          <span role="status" className={classes.quiet}>
            {save.isSuccess ? 'Saved. It counts at once, for links that are open too.' : ''}
          </span>
        </Group>
      </div>
      <div className={classes.side}>
        <Panel
          title="What people will see"
          actions={
            <SegmentedControl
              size="xs"
              aria-label="Colors of the likeness"
              value={dark ? 'dark' : 'light'}
              onChange={(value) => setDark(value === 'dark')}
              data={[
                { value: 'light', label: 'Light' },
                { value: 'dark', label: 'Dark' },
              ]}
            />
          }
        >
          <Likeness name={name} logo={logo} accent={shade} support={support} dark={dark} />
        </Panel>
      </div>
    </form>
  );
}

const ratio = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

function Contrast({ shade }: { readonly shade: NonNullable<ReturnType<typeof accentOf>> }) {
  const text = shade.onFilled === '#ffffff' ? 'White' : 'Black';
  const shifted = [
    shade.onLight === shade.filled ? null : `darker on light ground (${shade.onLight})`,
    shade.onDark === shade.filled ? null : `lighter on dark ground (${shade.onDark})`,
  ].filter(Boolean);
  return (
    <p className={classes.quiet} role="status">
      {text} text stands on it. Contrast of the color itself: {ratio.format(shade.contrastOnLight)} to 1 on light,{' '}
      {ratio.format(shade.contrastOnDark)} to 1 on dark ground.
      {shifted.length > 0 && ` Links are drawn ${shifted.join(' and ')}.`}
    </p>
  );
}
