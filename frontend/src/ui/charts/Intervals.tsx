import { useCallback } from "react";
import { type Draw, Figure } from "./Figure";
import { STYLE } from "./paint";

export type Estimate = {
  label: string;
  /** The figure in words: "81 % ± 3 of 412". */
  text: string;
  value: number;
  low: number;
  high: number;
  n: number;
  paint: string;
  symbol: "circle" | "diamond";
};

const ROW = 50;
const AXIS = 26;

/** Estimates in [0, 1] with their intervals, each labelled in place. */
export function Intervals(props: {
  title: string;
  name: string;
  summary: string;
  estimates: readonly Estimate[];
}) {
  const { title, name, summary, estimates } = props;
  const height = estimates.length * ROW + AXIS;
  const draw = useCallback<Draw>(
    (plot, width) => {
      const rows = estimates.map((e, n) => ({ ...e, row: n }));
      return plot.plot({
        width,
        height,
        marginLeft: 20,
        marginRight: 24,
        marginTop: 0,
        marginBottom: AXIS,
        style: STYLE,
        x: {
          domain: [0, 1],
          percent: false,
          ticks: 5,
          tickFormat: (x: number) => `${x * 100} %`,
          label: null,
          grid: true,
        },
        y: { axis: null, type: "band", domain: rows.map((r) => r.row) },
        marks: [
          plot.text(rows, {
            y: "row",
            dy: -12,
            frameAnchor: "left",
            text: (r: Estimate) => r.label,
            textAnchor: "start",
            fill: "var(--text-2)",
          }),
          plot.text(rows, {
            y: "row",
            dy: -12,
            frameAnchor: "right",
            text: "text",
            textAnchor: "end",
            fill: "var(--text)",
            fontWeight: 600,
            fontVariant: "tabular-nums",
          }),
          plot.ruleY(rows, {
            y: "row",
            x1: "low",
            x2: "high",
            stroke: "paint",
            strokeWidth: 3,
            dy: 5,
          }),
          plot.tickX(rows, {
            y: "row",
            x: "low",
            stroke: "paint",
            strokeWidth: 2,
            insetTop: 24,
            insetBottom: 14,
          }),
          plot.tickX(rows, {
            y: "row",
            x: "high",
            stroke: "paint",
            strokeWidth: 2,
            insetTop: 24,
            insetBottom: 14,
          }),
          plot.dot(rows, { y: "row", x: "value", fill: "paint", symbol: "symbol", r: 5.5, dy: 5 }),
        ],
      });
    },
    [estimates, height],
  );
  return (
    <Figure
      title={title}
      summary={summary}
      draw={draw}
      height={height}
      numbers={{
        name,
        columns: ["what", "value", "low", "high", "n"],
        rows: estimates.map((e) => [e.label, e.value, e.low, e.high, e.n]),
      }}
    />
  );
}
