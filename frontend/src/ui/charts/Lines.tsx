import { useCallback } from "react";
import { type Draw, Figure } from "./Figure";
import styles from "./Figure.module.css";
import { STYLE } from "./paint";

export type Line = {
  key: string;
  label: string;
  paint: string;
  /** Quiet lines are limits to compare with: dashed, without a band. */
  quiet: boolean;
  /** How many lines before have the same hue: those after the first are broken, each in its way. */
  turn?: number;
  points: readonly { x: number; y: number; low: number | null; high: number | null }[];
};

const HEIGHT = 280;
const BREAKS = ["none", "8 3", "2 3", "8 3 2 3"];

/** Shares over shares, each line with its band; the place that is spoken of is marked. */
export function Lines(props: {
  title: string;
  name: string;
  summary: string;
  x: string;
  y: string;
  lines: readonly Line[];
  /** In [0, 1]; null: nothing is marked. */
  at: number | null;
}) {
  const { title, name, summary, x, y, lines, at } = props;
  const draw = useCallback<Draw>(
    (plot, width) => {
      const rows = lines.flatMap((line) =>
        line.points.map((p) => ({
          ...p,
          key: line.key,
          paint: line.paint,
          quiet: line.quiet,
          turn: line.turn ?? 0,
        })),
      );
      const banded = rows.filter((r) => !r.quiet && r.low !== null && r.high !== null);
      const percents = (share: number) => `${Math.round(share * 100)} %`;
      return plot.plot({
        width,
        height: HEIGHT,
        marginLeft: 48,
        marginRight: 24,
        marginTop: 24,
        marginBottom: 40,
        style: STYLE,
        x: { domain: [0, 1], ticks: 5, tickFormat: percents, label: x, labelArrow: "none" },
        y: {
          grid: true,
          ticks: 5,
          tickFormat: percents,
          label: y,
          labelArrow: "none",
          domain: sharesAround(rows),
        },
        marks: [
          plot.areaY(banded, {
            x: "x",
            y1: "low",
            y2: "high",
            z: "key",
            fill: "paint",
            fillOpacity: 0.12,
          }),
          plot.line(
            rows.filter((r) => r.quiet),
            { x: "x", y: "y", z: "key", stroke: "paint", strokeDasharray: "4 4" },
          ),
          ...BREAKS.map((strokeDasharray, turn) =>
            plot.line(
              rows.filter((r) => !r.quiet && r.turn === turn),
              { x: "x", y: "y", z: "key", stroke: "paint", strokeWidth: 2, strokeDasharray },
            ),
          ),
          ...(at === null ? [] : [plot.ruleX([at], { stroke: "var(--text-3)" })]),
          ...(at === null
            ? []
            : [
                plot.dot(
                  rows.filter((r) => r.x === at && !r.quiet),
                  { x: "x", y: "y", fill: "paint", r: 4.5 },
                ),
              ]),
        ],
      });
    },
    [lines, at, x, y],
  );
  return (
    <Figure
      title={title}
      summary={summary}
      draw={draw}
      height={HEIGHT}
      numbers={{
        name,
        columns: ["line", x, y, "low", "high"],
        rows: lines.flatMap((l) => l.points.map((p) => [l.label, p.x, p.y, p.low, p.high])),
      }}
    >
      <ul className={styles.keys}>
        {lines.map((line) => (
          <li key={line.key} className={styles.key}>
            <span
              className={broken(line) ? styles.dashes : styles.swatch}
              style={{ background: broken(line) ? undefined : line.paint, borderColor: line.paint }}
            />
            {line.label}
          </li>
        ))}
      </ul>
    </Figure>
  );
}

function broken(line: Line): boolean {
  return line.quiet || (line.turn ?? 0) > 0;
}

const STEPS = 20;

/** From the lowest to the highest share, band included, to the next 5 %; never beyond 0 and 1. */
function sharesAround(rows: readonly Line["points"][number][]): [number, number] {
  const low = Math.min(...rows.map((r) => r.low ?? r.y), ...rows.map((r) => r.y));
  const high = Math.max(...rows.map((r) => r.high ?? r.y), ...rows.map((r) => r.y));
  const from = Math.max(0, Math.floor(low * STEPS) / STEPS);
  const to = Math.min(1, Math.ceil(high * STEPS) / STEPS);
  return from < to ? [from, to] : [Math.max(0, from - 1 / STEPS), Math.min(1, to + 1 / STEPS)];
}
