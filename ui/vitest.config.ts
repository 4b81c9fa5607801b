import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}', 'build/**/*.test.mjs'],
    testTimeout: 20_000,
    setupFiles: ['src/testing/setup.ts'],
  },
});
