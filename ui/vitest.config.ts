import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'happy-dom',
    // one load of React and Mantine for all files; setup.ts puts back what a test changed
    isolate: false,
    pool: 'threads',
    include: ['src/**/*.test.{ts,tsx}', 'build/**/*.test.mjs'],
    testTimeout: 20_000,
    setupFiles: ['src/testing/setup.ts'],
  },
});
