// A tenant chooses one colour; what text stands on it and how it must shift on light and dark ground is worked out here
// (WCAG 2.2: relative luminance, contrast ratio; 4.5 to 1 for text).

type Rgb = readonly [number, number, number];

/** Grounds on which the colour is read as text, see app/theme.ts. */
const LIGHT: Rgb = [255, 255, 255];
const DARK: Rgb = [23, 30, 35];
const ENOUGH = 4.5;

export interface Accent {
  /** Ground of buttons; the same in both themes. */
  readonly filled: string;
  readonly hover: string;
  /** Black or white, whichever is read better on it. */
  readonly onFilled: '#000000' | '#ffffff';
  /** The colour as text, shifted until it is read on that ground. */
  readonly onLight: string;
  readonly onDark: string;
  /** Contrast of the colour itself on each ground, before shifting. */
  readonly contrastOnLight: number;
  readonly contrastOnDark: number;
}

/** Null unless it is six hexadecimal digits behind a "#". */
export function accentOf(text: string): Accent | null {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (!match) return null;
  const colour: Rgb = [channel(match[1]), channel(match[2]), channel(match[3])];
  const white = contrast(colour, [255, 255, 255]);
  const onWhite = white >= ENOUGH;
  return {
    filled: hex(colour),
    hover: hex(mix(colour, onWhite ? [0, 0, 0] : [255, 255, 255], 0.12)),
    onFilled: onWhite ? '#ffffff' : '#000000',
    onLight: hex(readable(colour, LIGHT, [0, 0, 0])),
    onDark: hex(readable(colour, DARK, [255, 255, 255])),
    contrastOnLight: contrast(colour, LIGHT),
    contrastOnDark: contrast(colour, DARK),
  };
}

/** The style properties by which a page wears the colour; each theme takes its own text colour of the two. */
export function accentProperties(accent: Accent): Readonly<Record<string, string>> {
  return {
    '--mantine-color-brand-filled': accent.filled,
    '--mantine-color-brand-filled-hover': accent.hover,
    '--mantine-primary-color-filled': accent.filled,
    '--mantine-color-anchor': `light-dark(${accent.onLight}, ${accent.onDark})`,
    '--app-accent': accent.filled,
    '--app-on-accent': accent.onFilled,
    '--app-accent-text': `light-dark(${accent.onLight}, ${accent.onDark})`,
  };
}

/** Puts the colour on, and answers how to take it off again. A text that is no colour changes nothing. */
export function wearAccent(element: HTMLElement, text: string | null): () => void {
  const accent = text ? accentOf(text) : null;
  const properties = accent ? accentProperties(accent) : {};
  for (const [name, value] of Object.entries(properties)) element.style.setProperty(name, value);
  if (accent) element.dataset.accent = '';
  return () => {
    delete element.dataset.accent;
    for (const name of Object.keys(properties)) element.style.removeProperty(name);
  };
}

function readable(colour: Rgb, ground: Rgb, towards: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const shifted = mix(colour, towards, share);
    if (contrast(shifted, ground) >= ENOUGH) return shifted;
  }
  return towards;
}

export function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(value: number): number {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const at = (a: number, b: number) => Math.round(a + (b - a) * share);
  return [at(from[0], to[0]), at(from[1], to[1]), at(from[2], to[2])];
}

function channel(text: string | undefined): number {
  return Number.parseInt(text ?? '0', 16);
}

function hex(colour: Rgb): string {
  return `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
