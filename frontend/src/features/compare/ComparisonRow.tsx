import { type KeyboardEvent, useRef } from "react";
import { printed } from "@/commands/commands";
import { forward, t } from "@/lib/i18n";
import { cx } from "@/ui/cx";
import { Kbd } from "@/ui/Kbd";
import type { RowProps } from "./kinds/kind";
import { pointFor, pointsOf, same } from "./scale";
import styles from "./VerdictBar.module.css";

export function ComparisonRow(props: RowProps<"comparison">) {
  const { question, answer, sides, open, live, desk, onOpen } = props;
  const group = useRef<HTMLDivElement>(null);
  const chosen = pointFor(question, answer, sides);
  if (!open) {
    return (
      <button
        type="button"
        className={cx(styles.chip, chosen && styles.chipDone)}
        onClick={() => onOpen()}
        tabIndex={-1}
      >
        {chosen ? chosen.long : t("not answered yet")}
      </button>
    );
  }
  const points = pointsOf(question, sides);
  if (points.length === 0)
    return <p>{t("There is nothing to compare here: flag or skip the item.")}</p>;
  const focusable = Math.max(
    0,
    points.findIndex((point) => same(answer, point.answer)),
  );
  // Arrows walk through the buttons without choosing: choosing also goes on to the next row.
  const walk = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const buttons = [...(group.current?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    if (!step || at < 0) return;
    event.preventDefault();
    buttons[(at + forward() * step + buttons.length) % buttons.length]?.focus();
  };
  return (
    <div
      ref={group}
      className={cx(styles.points, points.length <= 4 && styles.few)}
      role="radiogroup"
      aria-label={question.title}
      onKeyDown={walk}
    >
      {points.map((point, n) => {
        const on = same(answer, point.answer);
        return (
          <button
            key={point.name}
            type="button"
            role="radio"
            aria-checked={on}
            aria-label={point.name}
            aria-keyshortcuts={point.keys.join(" ")}
            tabIndex={n === focusable ? 0 : -1}
            className={cx(
              styles.point,
              on && styles.on,
              point.answer.side === "both_bad" && styles.apart,
            )}
            onClick={() => (live ? desk.give(point.answer, point.name) : onOpen())}
          >
            {live && point.keys[0] && <Kbd>{printed(point.keys[0])}</Kbd>}
            <span className={styles.long}>{point.long}</span>
            <span className={styles.short}>{point.short}</span>
          </button>
        );
      })}
    </div>
  );
}
