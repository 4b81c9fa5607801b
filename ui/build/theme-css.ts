import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core';
import type { Plugin } from 'vite';
import { colours, theme } from '../src/app/theme.ts';

const NAME = 'virtual:theme.css';

/**
 * Mantine's theme variables as a style sheet, written when the pages are built. Mantine itself would put them into a
 * <style> element in the browser, and the content security policy would then need a nonce on every page.
 */
export function themeCss(): Plugin {
  return {
    name: 'gatehouse-theme-css',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    load: (id) => (id === `\0${NAME}` ? themeVariables() : null),
  };
}

export function themeVariables(): string {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  const base = defaultCssVariablesResolver(merged);
  const own = colours(merged);
  return convertCssVariables({
    variables: { ...base.variables, ...own.variables },
    light: { ...base.light, ...own.light },
    dark: { ...base.dark, ...own.dark },
  });
}
