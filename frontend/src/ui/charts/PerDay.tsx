import { useCallback } from "react";
import { type Draw, Figure } from "./Figure";
import styles from "./Figure.module.css";
import { JUDGE, PEOPLE, STYLE } from "./paint";

export type Day = { day: string; human: number; judge: number };

const HEIGHT = 180;

/** Judgments per day, people below and judges above; a day without any is a gap. */
export function PerDay({ days }: { days: readonly Day[] }) {
  const draw = useCallback<Draw>(
    (plot, width) => {
      const long = days.flatMap(({ day, human, judge }) => [
        { day: new Date(day), who: "people", n: human },
        { day: new Date(day), who: "judges", n: judge },
      ]);
      return plot.plot({
        width,
        height: HEIGHT,
        marginLeft: 44,
        marginBottom: 24,
        marginTop: 10,
        marginRight: 0,
        style: STYLE,
        x: {
          interval: "day",
          ticks: width < 480 ? "2 weeks" : "week",
          tickFormat: "%-d %b",
          label: null,
        },
        y: { label: null, grid: true, ticks: 4, nice: true },
        color: { domain: ["people", "judges"], range: [PEOPLE, JUDGE] },
        marks: [
          plot.rectY(long, { x: "day", y: "n", fill: "who", insetLeft: 1, insetRight: 1 }),
          plot.ruleY([0], { stroke: "var(--line-strong)" }),
        ],
      });
    },
    [days],
  );
  const sum = (who: "human" | "judge") => days.reduce((total, day) => total + day[who], 0);
  const [human, judge] = [sum("human"), sum("judge")];
  return (
    <Figure
      title="Judgments per day"
      summary={`In the last ${days.length} days people gave ${human} judgments and judges ${judge}.`}
      draw={draw}
      height={HEIGHT}
      numbers={{
        name: "judgments-per-day",
        columns: ["day", "people", "judges"],
        rows: days.map((d) => [d.day, d.human, d.judge]),
      }}
    >
      <ul className={styles.keys}>
        <DayKey paint={PEOPLE} label="People" n={human} />
        <DayKey paint={JUDGE} label="Judges" n={judge} />
      </ul>
    </Figure>
  );
}

function DayKey({ paint, label, n }: { paint: string; label: string; n: number }) {
  return (
    <li className={styles.key}>
      <span className={styles.swatch} style={{ background: paint }} />
      {label} <span className={styles.n}>{n.toLocaleString("en")}</span>
    </li>
  );
}
