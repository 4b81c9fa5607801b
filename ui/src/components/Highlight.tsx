import { pieces } from '../lib/fold';
import classes from './Highlight.module.css';

/** A text with the words of a query marked in it. */
export function Highlight({ text, query }: { readonly text: string; readonly query: string }) {
  let place = 0;
  return pieces(text, query).map((piece) => {
    const key = place;
    place += piece.text.length;
    return piece.hit ? (
      <mark key={key} className={classes.hit}>
        {piece.text}
      </mark>
    ) : (
      <span key={key}>{piece.text}</span>
    );
  });
}
