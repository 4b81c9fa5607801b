import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const brand: MantineColorsTuple = [
  '#e8f6f7',
  '#d2eaed',
  '#a5d5da',
  '#74bec7',
  '#4caab5',
  '#339da9',
  '#1e8a96',
  '#0b6874',
  '#085661',
  '#04414a',
];

const dark: MantineColorsTuple = [
  '#dbe1e6',
  '#b6c0c8',
  '#9aa5b0',
  '#6f7b87',
  '#37434c',
  '#2c373f',
  '#1f282f',
  '#171e23',
  '#11171b',
  '#0c1114',
];

/** Shared by every page. Its variables become a style sheet when the pages are built, see build/theme-css.ts. */
export const theme = createTheme({
  colors: { brand, dark },
  primaryColor: 'brand',
  primaryShade: { light: 7, dark: 7 },
  autoContrast: true,
  fontFamily: '"Inter Variable", system-ui, -apple-system, "Segoe UI", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "JetBrains Mono", Menlo, Consolas, monospace',
  headings: { fontWeight: '640' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    InputWrapper: { defaultProps: { labelProps: { mb: 6 } } },
    // Locking the scroll would write a <style> element, which the content security policy refuses.
    // Its header would be a second banner of the page to screen readers.
    Modal: { defaultProps: { lockScroll: false, centered: true, attributes: { header: { role: 'presentation' } } } },
    ModalRoot: { defaultProps: { lockScroll: false } },
    Drawer: { defaultProps: { lockScroll: false, attributes: { header: { role: 'presentation' } } } },
    DrawerRoot: { defaultProps: { lockScroll: false } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 200 } },
  },
});

/** Mantine's own greys for secondary text and placeholders miss a contrast of 4.5 to 1; these reach it on every surface. */
export const colours: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-text': '#16202a',
    '--mantine-color-dimmed': '#566270',
    '--mantine-color-placeholder': '#66717e',
    '--mantine-color-anchor': '#0b6874',
    '--mantine-color-error': '#b42318',
    '--app-canvas': '#f3f6f7',
    '--app-surface': '#ffffff',
    '--app-raised': '#f7f9fa',
    '--app-line': '#dfe5e9',
    '--app-line-strong': '#838f9a',
    '--app-tint': '#e4f2f4',
    '--app-good': '#176f42',
    '--app-good-tint': '#e3f4ea',
    '--app-warn': '#7a5200',
    '--app-warn-tint': '#fdf4dc',
    '--app-bad': '#b42318',
    '--app-bad-tint': '#fdecea',
    '--app-mark': '#fdeeb5',
  },
  dark: {
    '--mantine-color-body': '#171e23',
    '--mantine-color-text': '#e4e9ed',
    '--mantine-color-dimmed': '#a5b0ba',
    '--mantine-color-placeholder': '#98a4ae',
    '--mantine-color-anchor': '#79c4cc',
    '--mantine-color-error': '#ff9d92',
    '--app-canvas': '#0e1316',
    '--app-surface': '#171e23',
    '--app-raised': '#1c252b',
    '--app-line': '#2c373f',
    '--app-line-strong': '#6f7b87',
    '--app-tint': '#1c363b',
    '--app-good': '#72d8a0',
    '--app-good-tint': '#15332a',
    '--app-warn': '#f2c14e',
    '--app-warn-tint': '#33290f',
    '--app-bad': '#ff9d92',
    '--app-bad-tint': '#3b1d1b',
    '--app-mark': '#473a0d',
  },
});
