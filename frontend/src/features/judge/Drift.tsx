import { useCallback } from "react";
import type { Standing } from "@/api/types";
import { type Draw, Figure } from "@/ui/charts/Figure";
import { JUDGE, STYLE } from "@/ui/charts/paint";
import styles from "./JudgePage.module.css";

const HEIGHT = 220;

/** Agreement with people, week by week. */
export function Drift({ drift }: { drift: Standing["drift"] }) {
  const draw = useCallback<Draw>(
    (plot, width) =>
      plot.plot({
        width,
        height: HEIGHT,
        marginLeft: 48,
        marginBottom: 40,
        style: STYLE,
        x: { label: "weeks since its first verdict", interval: 1, tickFormat: "d" },
        y: {
          domain: [0, 1],
          label: null,
          tickFormat: (y: number) => `${Math.round(y * 100)} %`,
          grid: true,
          ticks: 5,
        },
        marks: [
          plot.ruleX(drift.weeks, {
            x: "week",
            y1: "low",
            y2: "high",
            stroke: JUDGE,
            strokeOpacity: 0.5,
          }),
          plot.lineY(drift.weeks, { x: "week", y: "value", stroke: JUDGE, strokeWidth: 2 }),
          plot.dot(drift.weeks, { x: "week", y: "value", fill: JUDGE, r: 4 }),
        ],
      }),
    [drift],
  );
  if (drift.fell === null)
    return (
      <p className={styles.quiet}>Whether its agreement changes cannot be told: {drift.why_not}.</p>
    );
  const summary = drift.fell
    ? `Its agreement has fallen since week ${drift.since_week ?? "?"}.`
    : "Its agreement holds.";
  return (
    <Figure
      title="Has its agreement with people changed?"
      summary={summary}
      draw={draw}
      height={HEIGHT}
      numbers={{
        name: "judge-agreement-by-week",
        columns: ["week", "agreement", "low", "high", "n"],
        rows: drift.weeks.map((w) => [w.week, w.value, w.low, w.high, w.n]),
      }}
    >
      <p>{summary}</p>
    </Figure>
  );
}
