import { expect, test } from 'vitest';
import { fold, pieces } from './fold';

const marked = (text: string, query: string) =>
  pieces(text, query)
    .map((piece) => (piece.hit ? `[${piece.text}]` : piece.text))
    .join('');

test('case, accents and punctuation do not count', () => {
  expect(fold("  Río-Claro Women's  ")).toBe('rio claro women s');
});

test.each([
  ['Oak Hill Pediatrics', 'hill oak', '[Oak] [Hill] Pediatrics'],
  ['Río Claro', 'rio', '[Río] Claro'],
  ['Ri\u0301o Claro', 'rio', '[Ri\u0301o] Claro'],
  ['Orthopedics', 'pedi', 'Ortho[pedi]cs'],
  ['Oak Hill', '', 'Oak Hill'],
  ['', 'oak', ''],
  ['A.B. (Clinic)', '.*(', 'A.B. (Clinic)'],
])('in %j the words of %j are marked', (text, query, expected) => {
  expect(marked(text, query)).toBe(expected);
});
