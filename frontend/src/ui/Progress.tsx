import styles from "./Progress.module.css";

/** A bar with its label; `max` null: it is not known how much there is. */
export function Progress({
  label,
  value,
  max,
}: {
  label: string;
  value: number;
  max: number | null;
}) {
  return (
    <progress
      className={styles.bar}
      aria-label={label}
      {...(max === null ? {} : { value: Math.min(value, max), max: Math.max(max, 1) })}
    />
  );
}
