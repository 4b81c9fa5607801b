/** Letters and digits only, without case and accents: how names are compared. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();
}

export interface Piece {
  readonly text: string;
  readonly hit: boolean;
}

/** Cuts a text into pieces that match one of the query's words and pieces that do not. Joined, they are the text again. */
export function pieces(text: string, query: string): readonly Piece[] {
  const words = fold(query).split(' ').filter(Boolean);
  const { folded, origin } = foldWithOrigin(text);
  const hits = new Array<boolean>(text.length).fill(false);
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      const from = origin[at] ?? 0;
      const to = origin[at + word.length] ?? text.length;
      hits.fill(true, from, to);
    }
  }
  return runs(text, hits);
}

/** The folded text, and for each of its characters the place in the text it came from. */
function foldWithOrigin(text: string): { folded: string; origin: number[] } {
  let folded = '';
  const origin: number[] = [];
  let place = 0;
  for (const character of text) {
    const plain = character.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    for (const unit of plain) {
      folded += unit;
      for (let i = 0; i < unit.length; i++) origin.push(place);
    }
    place += character.length;
  }
  return { folded, origin };
}

function runs(text: string, hits: readonly boolean[]): Piece[] {
  const found: Piece[] = [];
  let start = 0;
  for (let i = 1; i <= text.length; i++) {
    if (i < text.length && hits[i] === hits[start]) continue;
    found.push({ text: text.slice(start, i), hit: hits[start] ?? false });
    start = i;
  }
  return found;
}
