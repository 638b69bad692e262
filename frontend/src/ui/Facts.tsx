import type { ReactNode } from "react";
import styles from "./Facts.module.css";

/** Names and values, side by side. */
export function Facts({ facts }: { facts: readonly (readonly [ReactNode, ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value], n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list, written in order
        <div key={n} className={styles.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
