import type { ReactNode } from "react";
import { cx } from "./cx";
import styles from "./Page.module.css";

/** The frame of every page but the bench: a title, the state in a sentence, what can be done. */
export function Page(props: {
  title: string;
  sentence?: ReactNode;
  actions?: ReactNode;
  narrow?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={cx(styles.page, props.narrow && styles.narrow)}>
      <title>{`${props.title} · Tiebreak`}</title>
      <header className={styles.head}>
        <div>
          <h1>{props.title}</h1>
          {props.sentence && <p className={styles.sentence}>{props.sentence}</p>}
        </div>
        {props.actions && <div className={styles.actions}>{props.actions}</div>}
      </header>
      {props.children}
    </div>
  );
}

/** A titled part of a page. */
export function Panel(props: { title?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.panel}>
      {(props.title || props.actions) && (
        <header className={styles.panelHead}>
          <h2>{props.title}</h2>
          {props.actions && <div className={styles.actions}>{props.actions}</div>}
        </header>
      )}
      {props.children}
    </section>
  );
}
