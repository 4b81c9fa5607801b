import { expect, test } from 'vitest';
import { accentOf, wearAccent } from './accent';

test.each(['#0b6874', '#ffe066', '#000000', '#ffffff', '#808080', '#ff0000', '#777700'])(
  '%s is made readable everywhere',
  (colour) => {
    const accent = accentOf(colour);

    expect(accent).not.toBeNull();
    if (!accent) return;
    expect(ratio(accent.filled, accent.onFilled)).toBeGreaterThanOrEqual(4.5);
    expect(ratio(accent.hover, accent.onFilled)).toBeGreaterThanOrEqual(4.5);
    expect(ratio(accent.onLight, '#ffffff')).toBeGreaterThanOrEqual(4.5);
    expect(ratio(accent.onDark, '#171e23')).toBeGreaterThanOrEqual(4.5);
  },
);

test('a colour that is read well stays as it is', () => {
  expect(accentOf('#0B6874')).toMatchObject({ filled: '#0b6874', onFilled: '#ffffff', onLight: '#0b6874' });
});

test('what is no colour is left alone', () => {
  const element = document.createElement('div');

  expect(accentOf('teal')).toBeNull();
  wearAccent(element, 'url(https://elsewhere.example)');

  expect(element.getAttribute('style') ?? '').toBe('');
});

test('a colour is put on and taken off', () => {
  const element = document.createElement('div');

  const off = wearAccent(element, '#245c9e');

  expect(element.style.getPropertyValue('--mantine-primary-color-filled')).toBe('#245c9e');
  off();
  expect(element.style.getPropertyValue('--mantine-primary-color-filled')).toBe('');
});

function ratio(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
