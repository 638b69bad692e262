import { useEffect } from "react";
import { prepareText } from "@/ui/RichText";
import type { Work } from "./state";

/** Texts of the items that come next are made ready while the page is idle, one at a time. */
export function usePrepared(works: readonly Work[]): void {
  useEffect(() => {
    const texts = works
      .slice(1)
      .flatMap(({ assignment: { prompt, sides } }) => [
        ...prompt.map((message) => message.content),
        ...sides.map((side) => side.text),
      ]);
    let request = 0;
    const next = () => {
      const text = texts.shift();
      if (text === undefined) return;
      request = idle(() => {
        prepareText(text);
        next();
      });
    };
    next();
    return () => cancel(request);
  }, [works]);
}

// Safari has no idle callbacks.
const idle = window.requestIdleCallback ?? ((run: () => void) => window.setTimeout(run, 50));
const cancel = window.cancelIdleCallback ?? window.clearTimeout;
