import { date } from "@/lib/figures";
import { number, plural, t } from "@/lib/i18n";
import styles from "./Days.module.css";

/** One bar a day, the last 30; the numbers are for readers of screens, and in the titles. */
export function Days({ days }: { days: readonly { day: string; judged: number }[] }) {
  const most = Math.max(...days.map((day) => day.judged));
  if (most === 0) return null;
  const total = days.reduce((sum, day) => sum + day.judged, 0);
  return (
    <figure className={styles.figure}>
      <div
        className={styles.days}
        role="img"
        aria-label={plural(total, "{n} item in 30 days", "{n} items in 30 days")}
      >
        {days.map(({ day, judged }) => (
          <span
            key={day}
            className={styles.day}
            style={{ blockSize: `${(100 * judged) / most}%` }}
            title={`${date(day)}: ${number(judged)}`}
          />
        ))}
      </div>
      <figcaption className={styles.caption}>
        {t("The last 30 days; the fullest had {n}.", { n: most })}
      </figcaption>
    </figure>
  );
}
