import { Button, TextInput } from '@mantine/core';
import { useCallback, useState } from 'react';
import { mistake, useAct } from '../../lib/use-act';
import { Door } from './Door';
import { NewPassword } from './NewPassword';
import { useOnceText } from './once';
import { Refused } from './Refused';
import { send } from './requests';
import { useWelcome } from './SignIn';

/** The first account of an installation, by the one-time text that its start wrote to a file. */
export function FirstOwner() {
  const [token, setToken] = useOnceText();
  const [given] = useState(token !== '');
  const [email, setEmail] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [password, setPassword] = useState('');
  const welcome = useWelcome(undefined);
  const make = useAct(
    useCallback(async () => {
      const wish = { token: token.trim(), email: email.trim(), displayName: displayName.trim(), password };
      welcome(await send('/api/v1/session/first-owner', wish));
    }, [token, email, displayName, password, welcome]),
  );
  const over = make.problem?.code === 'one-time-link-over';
  return (
    <Door
      title="Make the first account"
      lead="It owns this Gatehouse: it sees everything, and invites everybody else."
      onSubmit={() => void make.run()}
    >
      {(!given || over) && (
        <TextInput
          label="One-time token"
          description="In the file first-owner-token of the data directory. A start makes a new one; it is good for a day."
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
          error={mistake(make.problem, 'token')}
          autoComplete="off"
          required
        />
      )}
      <TextInput
        label="Your name"
        value={displayName}
        onChange={(event) => setDisplayName(event.currentTarget.value)}
        error={mistake(make.problem, 'displayName')}
        autoComplete="name"
        required
      />
      <TextInput
        label="E-mail"
        description="The name to sign in with."
        type="email"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={mistake(make.problem, 'email')}
        autoComplete="username"
        required
      />
      <NewPassword value={password} onChange={setPassword} error={mistake(make.problem, 'password')} />
      <Refused problem={make.problem} />
      <Button type="submit" loading={make.busy} fullWidth>
        Make the account
      </Button>
    </Door>
  );
}
