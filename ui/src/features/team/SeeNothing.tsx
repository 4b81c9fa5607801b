import { Empty } from '../../components/States';

/** A list that the role does not see. */
export function SeeNothing({ why }: { readonly why: string }) {
  return <Empty title="Your role cannot see this">{why}</Empty>;
}
