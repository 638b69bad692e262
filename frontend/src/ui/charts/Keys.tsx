import styles from "./Figure.module.css";

/** What the colours of a chart mean; without paint, the dashed line. */
export function Keys({ keys }: { keys: readonly { label: string; paint?: string }[] }) {
  return (
    <ul className={styles.keys}>
      {keys.map(({ label, paint }) => (
        <li key={label} className={styles.key}>
          {paint ? (
            <span className={styles.swatch} style={{ background: paint }} />
          ) : (
            <span className={styles.dashes} />
          )}
          {label}
        </li>
      ))}
    </ul>
  );
}
