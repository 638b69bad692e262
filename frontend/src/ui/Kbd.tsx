import styles from "./Kbd.module.css";

/** A key as it is printed on buttons and in the help sheet; spoken names come from aria-keyshortcuts. */
export function Kbd({ children }: { children: string }) {
  return (
    <span className={styles.kbd} aria-hidden="true">
      {children}
    </span>
  );
}
