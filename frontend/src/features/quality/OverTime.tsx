import { useCallback } from "react";
import type { OverTime as Data, Figure as Value } from "@/api/typesQuality";
import { date, percent } from "@/lib/figures";
import { type Draw, Figure } from "@/ui/charts/Figure";
import { Keys } from "@/ui/charts/Keys";
import { JUDGE, PEOPLE, STYLE } from "@/ui/charts/paint";
import { Notice } from "@/ui/Notice";

const HEIGHT = 220;
const TITLE = "Do people agree more or less than before?";

/** Agreement by when the items were judged, with intervals; the dashed line is the ceiling. */
export function OverTime({ over, ceiling }: { over: Data; ceiling: Value }) {
  const draw = useCallback<Draw>(
    (plot, width) => {
      const points = over.steps.flatMap(({ since, people, judges }) => [
        { at: new Date(since), who: "people", ...people },
        { at: new Date(since), who: "judges", ...judges },
      ]);
      const known = points.filter((p) => p.value !== null);
      const paint = { domain: ["people", "judges"], range: [PEOPLE, JUDGE] };
      return plot.plot({
        width,
        height: HEIGHT,
        marginLeft: 48,
        marginRight: 16,
        marginBottom: 26,
        style: STYLE,
        x: { label: null, ticks: width < 480 ? 4 : 8, tickFormat: "%-d %b", inset: 12 },
        y: {
          domain: [0, 1],
          label: null,
          grid: true,
          ticks: 5,
          tickFormat: (x: number) => `${Math.round(x * 100)} %`,
        },
        color: paint,
        marks: [
          ceiling.value === null
            ? null
            : plot.ruleY([ceiling.value], { stroke: "var(--text)", strokeDasharray: "2 3" }),
          // Side by side, since both are of the same day.
          ...(["people", "judges"] as const).flatMap((who) => {
            const own = known.filter((p) => p.who === who);
            const dx = who === "people" ? -3 : 3;
            return [
              plot.ruleX(own, {
                x: "at",
                y1: "low",
                y2: "high",
                stroke: "who",
                dx,
                strokeWidth: 2,
              }),
              plot.line(own, { x: "at", y: "value", stroke: "who", dx, strokeWidth: 1.5 }),
              plot.dot(own, {
                x: "at",
                y: "value",
                fill: "who",
                dx,
                r: 4,
                symbol: who === "people" ? "circle" : "diamond",
              }),
            ];
          }),
        ],
      });
    },
    [over, ceiling],
  );
  if (over.steps.length === 0) return <Notice title={TITLE}>Not shown: {over.why_not}.</Notice>;
  const said = over.steps
    .filter((s) => s.people.value !== null)
    .map((s) => `${date(s.since)} ${percent(s.people.value ?? 0)}`);
  const judged = over.steps.some((s) => s.judges.value !== null);
  return (
    <Figure
      title={TITLE}
      summary={`Agreement of people by ${over.unit}: ${said.join(", ")}.`}
      draw={draw}
      height={HEIGHT}
      numbers={{
        name: "agreement-over-time",
        columns: [over.unit, "people", "low", "high", "pairs", "judges", "low", "high", "verdicts"],
        rows: over.steps.map(({ since, people: p, judges: j }) => [
          since.slice(0, 10),
          ...[p.value, p.low, p.high, p.n],
          ...[j.value, j.low, j.high, j.n],
        ]),
      }}
    >
      <Keys
        keys={[
          { label: "Person and person", paint: PEOPLE },
          ...(judged ? [{ label: "Judges and most people", paint: JUDGE }] : []),
          ...(ceiling.value === null
            ? []
            : [{ label: `Ceiling: one person and most others, ${percent(ceiling.value)}` }]),
        ]}
      />
    </Figure>
  );
}
