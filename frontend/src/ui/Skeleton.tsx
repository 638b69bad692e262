import styles from "./Skeleton.module.css";

/** Grey lines where rows will be, after a moment; announced once as text. */
export function Skeleton({ lines = 6, what = "Loading" }: { lines?: number; what?: string }) {
  return (
    <div className={styles.skeleton} role="status">
      <span className="visually-hidden">{what}…</span>
      {Array.from({ length: lines }, (_, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines without content never move
        <span key={n} className={styles.line} style={{ width: `${92 - ((n * 17) % 40)}%` }} />
      ))}
    </div>
  );
}
