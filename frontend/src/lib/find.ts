/** Finding words in what is on the screen, however many elements they are spread over. */

const NO_TEXT = "button, .md-math";

type Stretch = { node: Text; start: number };

/** Every place under a root where the words stand, without regard to case; at most `most`. */
export function rangesOfWords(root: Node, words: string, most = 2000): Range[] {
  const wanted = words.toLowerCase();
  if (!wanted.trim()) return [];
  const nodes = textsOf(root);
  const all = nodes.map(({ node }) => lowered(node.data)).join("");
  const found: Range[] = [];
  let from = 0;
  for (let at = all.indexOf(wanted); at >= 0 && found.length < most; ) {
    const end = at + wanted.length;
    from = holding(nodes, at, from);
    const range = rangeOf(nodes, [from, at], [holding(nodes, end - 1, from), end]);
    if (range) found.push(range);
    at = all.indexOf(wanted, end);
  }
  return found;
}

/** The text nodes under a root, and where each begins in all of their text. */
function textsOf(root: Node): Stretch[] {
  const nodes: Stretch[] = [];
  let start = 0;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let next = walker.nextNode(); next; next = walker.nextNode()) {
    const node = next as Text;
    if (node.parentElement?.closest(NO_TEXT)) continue;
    nodes.push({ node, start });
    start += node.length;
  }
  return nodes;
}

/** In lower case, but for letters that would be longer: places in it are places in the text. */
function lowered(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  const same = (letter: string) => letter.toLowerCase().length === letter.length;
  return [...text].map((letter) => (same(letter) ? letter.toLowerCase() : letter)).join("");
}

/** The node that holds a place, from one known to be at or before it. */
function holding(nodes: readonly Stretch[], place: number, from: number): number {
  let n = from;
  while ((nodes[n + 1]?.start ?? Number.POSITIVE_INFINITY) <= place) n += 1;
  return n;
}

type Place = [node: number, at: number];

function rangeOf(nodes: readonly Stretch[], [a, start]: Place, [b, end]: Place): Range | null {
  const [first, last] = [nodes[a], nodes[b]];
  if (!first || !last) return null;
  const range = document.createRange();
  range.setStart(first.node, start - first.start);
  range.setEnd(last.node, end - last.start);
  return range;
}
