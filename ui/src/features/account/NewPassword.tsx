import { PasswordInput } from '@mantine/core';

interface NewPasswordProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | undefined;
}

/** A password to be chosen. What makes a good one is said before, not after. */
export function NewPassword({ value, onChange, error }: NewPasswordProps) {
  return (
    <PasswordInput
      label="New password"
      description="At least 15 characters. A sentence is fine, and easier to remember."
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
      autoComplete="new-password"
      required
    />
  );
}
