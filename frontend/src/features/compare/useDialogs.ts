import { type ComponentType, useEffect, useState } from "react";
import type { BenchDialogsProps } from "./BenchDialogs";

const SOON_MS = 400;

/**
 * The dialogs: fetched a moment after the first item is up, so that they are there before they are
 * needed, also when the connection goes away; fetched again when one is asked for and that failed.
 */
export function useDialogs(wanted: boolean): ComponentType<BenchDialogsProps> | null {
  const [Dialogs, setDialogs] = useState<ComponentType<BenchDialogsProps> | null>(null);
  const missing = Dialogs === null;
  useEffect(() => {
    if (!missing) return;
    const load = () =>
      import("./BenchDialogs").then(
        (module) => setDialogs(() => module.default),
        () => {},
      );
    const timeout = setTimeout(load, wanted ? 0 : SOON_MS);
    return () => clearTimeout(timeout);
  }, [missing, wanted]);
  return Dialogs;
}
