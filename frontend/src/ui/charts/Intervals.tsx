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
const LINE = 18; // more of it where the figure does not fit beside the label
const LETTER = 6.8; // px, about
const AXIS = 26;

/** Where label and figure would run into each other, the figure gets a line of its own. */
function crowded(estimates: readonly Estimate[], width: number): boolean {
  return estimates.some((e) => (e.label.length + e.text.length + 3) * LETTER > width - 44);
}

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
      const two = crowded(estimates, width);
      const row = two ? ROW + LINE : ROW;
      // From the middle of the row: the dot's line, and the words above it.
      const [middle, words] = two ? [16, -6] : [5, -12];
      const above = row / 2 + middle - 6;
      const below = row / 2 - middle - 6;
      return plot.plot({
        width,
        height: estimates.length * row + AXIS,
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
            dy: two ? words - 18 : words,
            frameAnchor: "left",
            text: (r: Estimate) => r.label,
            textAnchor: "start",
            fill: "var(--text-2)",
          }),
          plot.text(rows, {
            y: "row",
            dy: words,
            frameAnchor: two ? "left" : "right",
            text: "text",
            textAnchor: two ? "start" : "end",
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
            dy: middle,
          }),
          plot.tickX(rows, {
            y: "row",
            x: "low",
            stroke: "paint",
            strokeWidth: 2,
            insetTop: above,
            insetBottom: below,
          }),
          plot.tickX(rows, {
            y: "row",
            x: "high",
            stroke: "paint",
            strokeWidth: 2,
            insetTop: above,
            insetBottom: below,
          }),
          plot.tickX(
            rows.filter((r) => r.ceiling != null),
            {
              y: "row",
              x: "ceiling",
              stroke: "var(--text)",
              strokeWidth: 1.5,
              strokeDasharray: "2 3",
              insetTop: above - 4,
              insetBottom: Math.max(0, below - 8),
            },
          ),
          plot.dot(rows, {
            y: "row",
            x: "value",
            fill: "paint",
            symbol: "symbol",
            r: 5.5,
            dy: middle,
          }),
        ],
      });
    },
    [estimates, domain],
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
