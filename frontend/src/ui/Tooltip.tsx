import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";
import styles from "./Tooltip.module.css";

/** Defines a word or repeats a key; never the only place where something is said. */
export function Tooltip({
  text,
  children,
}: {
  text: ReactNode;
  children: ReactElement<Record<string, unknown>>;
}) {
  return (
    <Base.Root>
      <Base.Trigger render={children} delay={350} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} className={styles.positioner}>
          <Base.Popup className={styles.popup}>{text}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** A term with its definition on hover and focus. */
export function Term({ children, meaning }: { children: string; meaning: string }) {
  return (
    <Tooltip text={meaning}>
      <button type="button" className={styles.term}>
        {children}
      </button>
    </Tooltip>
  );
}
