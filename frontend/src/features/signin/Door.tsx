import type { ReactNode } from "react";
import styles from "./Door.module.css";

/** The frame of the pages one sees before being signed in. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={styles.door}>
      <title>{`${title} · Tiebreak`}</title>
      <div className={styles.box}>
        <p className={styles.brand}>
          <img src={`${import.meta.env.BASE_URL}icon.svg`} width={26} height={26} alt="" />
          Tiebreak
        </p>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
