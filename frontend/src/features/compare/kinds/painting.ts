import { useEffect, useLayoutEffect, useReducer } from "react";
import type { Side } from "@/api/types";
import { align, rangesOf } from "@/lib/align";
import { caretAt } from "@/lib/caret";

/** A stretch of the raw text of a response, in the units of JavaScript strings. */
export type Place = { pane: number; start: number; end: number };
/** `more`: painted the stronger way. */
export type Mark = Place & { more?: boolean };

export const panes = () => [...document.querySelectorAll<HTMLElement>("[data-pane]")];
const paint = "highlights" in CSS ? CSS.highlights : null;
const LAYERS = ["mark", "mark-more", "cursor"] as const;

/**
 * Marks and the cursor, painted over the responses however they are rendered; their nodes stay as
 * they are. Two rows may paint at once, so each has layers of its own; kinds.module.css names them.
 */
export function usePainting(
  who: "spans" | "labels",
  sides: readonly Side[],
  marks: readonly Mark[],
  here: Place | null,
) {
  const [seen, look] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    // Rendered anew: formulas and code that came later, raw or rendered, the differing words.
    const observer = new MutationObserver(look);
    for (const pane of panes()) observer.observe(pane, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, []);
  const key = JSON.stringify([marks, here, seen]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what is to be painted
  useLayoutEffect(() => {
    if (!paint) return;
    const [mild, more, cursor] = [new Highlight(), new Highlight(), new Highlight()];
    const found = panes();
    const places = [
      ...marks.map((mark) => [mark.more ? more : mild, mark] as const),
      ...(here ? [[cursor, here] as const] : []),
    ];
    sides.forEach(({ text }, n) => {
      const pane = found[n];
      const own = places.filter(([, place]) => place.pane === n);
      if (!pane || own.length === 0) return;
      const pieces = align(pane, text);
      for (const [layer, { start, end }] of own)
        for (const range of rangesOf(pieces, start, end)) layer.add(range);
    });
    LAYERS.forEach((layer, n) => {
      paint.set(`tiebreak-${who}-${layer}`, [mild, more, cursor][n] as Highlight);
    });
    const [first] = cursor as unknown as Iterable<Range>;
    if (first && here) intoSight(found[here.pane], first);
  }, [key]);
  useEffect(
    () => () => {
      for (const layer of LAYERS) paint?.delete(`tiebreak-${who}-${layer}`);
    },
    [who],
  );
}

/** The place in the raw text of a response that was pressed; null for what is none. */
export function pressedPlace(event: PointerEvent, sides: readonly Side[]) {
  const target = event.target as Element;
  const pane = panes().findIndex((p) => p.contains(target));
  const root = panes()[pane];
  // A press that ends a selection means the selection, one on a button the button.
  if (!root || target.closest("a, button") || !window.getSelection()?.isCollapsed) return null;
  const caret = caretAt(event.clientX, event.clientY);
  const piece = align(root, sides[pane]?.text ?? "").find((p) => p.node === caret?.node);
  const place = piece?.at[Math.min(caret?.offset ?? 0, piece.at.length - 1)] ?? -1;
  return place < 0 ? null : { pane, place };
}

function intoSight(pane: HTMLElement | undefined, range: Range) {
  if (!pane) return;
  const [box, place] = [pane.getBoundingClientRect(), range.getBoundingClientRect()];
  if (place.top < box.top || place.bottom > box.bottom)
    pane.scrollTop += place.top - box.top - box.height / 3;
}
