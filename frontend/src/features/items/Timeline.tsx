import { dateTime } from "@/lib/figures";
import { CodeBlock } from "@/ui/CodeBlock";
import { cx } from "@/ui/cx";
import styles from "./Timeline.module.css";
import type { Happening } from "./timeline";

/** One line of time; people to its left, judges to its right, decisions and labels across it. */
export function Timeline({ happenings }: { happenings: readonly Happening[] }) {
  return (
    <>
      <div className={styles.lanes} aria-hidden="true">
        <span>People</span>
        <span>Judges</span>
      </div>
      <ol className={styles.line}>
        {happenings.map((happening) => (
          <li key={happening.key} className={cx(styles.happening, styles[happening.lane])}>
            <p className={styles.title}>{happening.title}</p>
            {happening.lines.map((line) => (
              <p key={line} className={styles.detail}>
                {line}
              </p>
            ))}
            {happening.at && (
              <time className={styles.time} dateTime={happening.at}>
                {dateTime(happening.at)}
              </time>
            )}
            {happening.folded && (
              <details className={styles.folded}>
                <summary>{happening.folded.title}</summary>
                <CodeBlock label={happening.folded.title} text={happening.folded.text} wrap />
              </details>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}
