import { startTransition, useEffect, useRef, useState } from "react";
import { cancel, idle } from "@/lib/idle";
import { prepareText } from "@/ui/RichText";
import type { Work } from "./state";

/**
 * While the page is idle: the texts of the items that come next are turned into nodes, one text at a
 * time, and the very next item is laid out. Says which one that is, once it is to be.
 */
export function usePrepared(works: readonly Work[]): Work | null {
  const [ready, setReady] = useState<number | null>(null);
  const latest = useRef({ works, ready });
  latest.current = { works, ready };
  const ids = works.slice(1).map((work) => work.assignment.id);
  const key = ids.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says which items are held
  useEffect(() => {
    const { works, ready } = latest.current;
    const [, next, ...others] = works;
    if (!next) return;
    const { id } = next.assignment;
    const steps = [
      // Nodes of one that is laid out are in its place already.
      ...(ready === id ? [] : [...textsOf([next]), () => startTransition(() => setReady(id))]),
      ...textsOf(others),
    ];
    let request = 0;
    const go = () => {
      const step = steps.shift();
      if (!step) return;
      request = idle(() => {
        step();
        go();
      });
    };
    go();
    return () => cancel(request);
  }, [key]);
  return (ready === ids[0] && works[1]) || null;
}

const textsOf = (works: readonly Work[]): (() => void)[] =>
  works.flatMap(({ assignment: { prompt, sides } }) =>
    [...prompt.map(({ content }) => content), ...sides.map(({ text }) => text)].map(
      (text) => () => prepareText(text),
    ),
  );
