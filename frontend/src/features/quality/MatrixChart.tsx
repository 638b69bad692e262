import { useCallback } from "react";
import type { Matrix } from "@/api/typesQuality";
import { percent, plural } from "@/lib/figures";
import { type Draw, Figure } from "@/ui/charts/Figure";
import { PEOPLE, STYLE } from "@/ui/charts/paint";
import { Notice } from "@/ui/Notice";

const WHO = "Who agrees with whom?";
const SIDE = 30;
const NAMES = 150;

/** Each rater with each other: the darker, the more often they said the same. */
export function MatrixChart(props: { matrix: Matrix; title?: string; of?: string; name?: string }) {
  const { matrix, title = WHO, name = "agreement-matrix" } = props;
  const { of = "Percent of the items that both judged" } = props;
  const { raters, cells } = matrix;
  const height = raters.length * SIDE + 40;
  const draw = useCallback<Draw>(
    (plot, width) => {
      // By number: names cut short may be alike.
      const place = new Map(raters.map((r, n) => [r.id, n + 1]));
      const both = cells.flatMap(({ a, b, ...cell }) => [
        { ...cell, x: place.get(a), y: place.get(b) },
        ...(a === b ? [] : [{ ...cell, x: place.get(b), y: place.get(a) }]),
      ]);
      const places = raters.map((_, n) => n + 1);
      const left = Math.min(NAMES, width / 3);
      const room = (width - left) / Math.max(1, raters.length);
      return plot.plot({
        width: Math.min(width, left + raters.length * 64),
        height,
        marginLeft: left,
        marginTop: 4,
        marginBottom: 36,
        style: STYLE,
        padding: 0.06,
        x: {
          type: "band",
          domain: places,
          label: null,
          tickSize: 0,
          // Two digits need room beside each other.
          tickFormat: (n: number) => (room < 17 && n % 2 === 0 ? "" : String(n)),
        },
        y: {
          type: "band",
          domain: places,
          label: null,
          tickSize: 0,
          tickFormat: (n: number) => `${short(raters[n - 1]?.name ?? "", width)}  ${n}`,
        },
        marks: [
          plot.cell(both, {
            x: "x",
            y: "y",
            fill: PEOPLE,
            fillOpacity: (c: { agreement: number }) => 0.06 + 0.94 * c.agreement ** 2,
          }),
          room < 30
            ? null
            : plot.text(both, {
                x: "x",
                y: "y",
                text: (c: { agreement: number }) => String(Math.round(100 * c.agreement)),
                fill: (c: { agreement: number }) =>
                  c.agreement > 0.68 ? "var(--on-accent)" : "var(--text)",
                fontVariant: "tabular-nums",
              }),
        ],
      });
    },
    [raters, cells, height],
  );
  if (cells.length === 0) return <Notice title={title}>Not shown: {matrix.why_not}.</Notice>;
  const byName = new Map(raters.map((r) => [r.id, r.name]));
  const named = cells.map((c) => ({ ...c, a: byName.get(c.a) ?? "", b: byName.get(c.b) ?? "" }));
  const order = [...named].sort((x, y) => y.agreement - x.agreement);
  const [best, worst] = [order[0], order.at(-1)];
  return (
    <Figure
      title={`${title} ${of}`}
      summary={
        best && worst
          ? `Most often ${best.a} and ${best.b}, ${percent(best.agreement)}; least ${worst.a} and ${worst.b}, ${percent(worst.agreement)}.`
          : ""
      }
      draw={draw}
      height={height}
      numbers={{
        name,
        columns: ["a", "b", "agreement", "items"],
        rows: named.map((c) => [c.a, c.b, c.agreement, c.n]),
      }}
    >
      {matrix.left_out > 0 && (
        <p>{plural(matrix.left_out, "rater")} with fewer judgments are not in the picture.</p>
      )}
    </Figure>
  );
}

/** Cut in the middle: pseudonyms differ in their ends. */
export function short(name: string, width: number): string {
  const most = width < 480 ? 11 : 18;
  if (name.length <= most) return name;
  const end = 6;
  return `${name.slice(0, most - end - 1).trimEnd()}…${name.slice(-end)}`;
}
