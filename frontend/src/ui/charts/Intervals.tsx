import { useCallback } from "react";
import { coefficient } from "@/lib/figures";
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
  /** The most there could be: a line across the row. */
  ceiling?: number | null;
};

const ROW = 50;
const AXIS = 26;

/** Estimates with their intervals, each labelled in place; shares unless `domain` is given. */
export function Intervals(props: {
  title: string;
  name: string;
  summary: string;
  estimates: readonly Estimate[];
  /** Ends of the axis of numbers that are no shares. */
  domain?: readonly [number, number];
}) {
  const { title, name, summary, estimates, domain } = props;
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
          domain: domain ?? [0, 1],
          percent: false,
          ticks: 5,
          tickFormat: (x: number) => (domain ? coefficient(x) : `${Math.round(x * 100)} %`),
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
          plot.tickX(
            rows.filter((r) => r.ceiling != null),
            {
              y: "row",
              x: "ceiling",
              stroke: "var(--text)",
              strokeWidth: 1.5,
              strokeDasharray: "2 3",
              insetTop: 20,
              insetBottom: 6,
            },
          ),
          plot.dot(rows, { y: "row", x: "value", fill: "paint", symbol: "symbol", r: 5.5, dy: 5 }),
        ],
      });
    },
    [estimates, height, domain],
  );
  return (
    <Figure
      title={title}
      summary={summary}
      draw={draw}
      height={height}
      numbers={{
        name,
        columns: ["what", "value", "low", "high", "n", "ceiling"],
        rows: estimates.map((e) => [e.label, e.value, e.low, e.high, e.n, e.ceiling ?? null]),
      }}
    />
  );
}
