import type { ReactNode } from "react";
import styles from "./Pause.module.css";

/** A whole-screen rest of the bench: nothing to judge, and why. */
export function Pause(props: { title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <main className={styles.pause}>
      <title>{`${props.title} · Tiebreak`}</title>
      <div className={styles.box}>
        <h1>{props.title}</h1>
        {props.children && <div className={styles.words}>{props.children}</div>}
        {props.actions && <div className={styles.actions}>{props.actions}</div>}
      </div>
    </main>
  );
}
