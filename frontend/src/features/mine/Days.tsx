import { date } from "@/lib/figures";
import { number, plural, t } from "@/lib/i18n";

const ROW = { display: "flex", alignItems: "flex-end", gap: 2, blockSize: 64 } as const;

/** One bar a day, the last 30; the numbers are for readers of screens, and in the titles. */
export function Days({ days }: { days: readonly { day: string; judged: number }[] }) {
  const most = Math.max(...days.map((day) => day.judged));
  if (most === 0) return null;
  const total = days.reduce((sum, day) => sum + day.judged, 0);
  return (
    <figure style={{ margin: "12px 0 0" }}>
      <div
        style={ROW}
        role="img"
        aria-label={plural(total, "{n} item in 30 days", "{n} items in 30 days")}
      >
        {days.map(({ day, judged }) => (
          <span
            key={day}
            style={{ flex: 1, background: "var(--accent)", blockSize: `${(100 * judged) / most}%` }}
            title={`${date(day)}: ${number(judged)}`}
          />
        ))}
      </div>
      <figcaption style={{ color: "var(--text-2)", fontSize: "var(--fs-small)" }}>
        {t("The last 30 days; the fullest had {n}.", { n: most })}
      </figcaption>
    </figure>
  );
}
