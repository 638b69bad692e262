import { useCallback } from "react";
import type { Standing } from "@/api/types";
import { type Draw, Figure } from "@/ui/charts/Figure";
import { HUES, JUDGE, STYLE } from "@/ui/charts/paint";
import { number } from "./words";

type CalibrationMap = Standing["calibration"]["maps"][number];
const HEIGHT = 260;

/** What was said against what came true, raw and after the best map; on the line is calibrated. */
export function Reliability({
  raw,
  best,
}: {
  raw: CalibrationMap;
  best?: CalibrationMap | undefined;
}) {
  const draw = useCallback<Draw>(
    (plot, width) => {
      const line = (map: CalibrationMap, paint: string) => [
        plot.lineY(map.bins, { x: "confidence", y: "hits", stroke: paint, strokeWidth: 2 }),
        plot.dot(map.bins, { x: "confidence", y: "hits", fill: paint, r: 4 }),
      ];
      return plot.plot({
        width,
        height: HEIGHT,
        marginLeft: 48,
        marginBottom: 40,
        style: STYLE,
        x: {
          domain: [0.3, 1],
          label: "how sure it was",
          tickFormat: (x: number) => `${Math.round(x * 100)} %`,
          ticks: 5,
        },
        y: {
          domain: [0, 1],
          label: "how often it was right",
          tickFormat: (y: number) => `${Math.round(y * 100)} %`,
          grid: true,
          ticks: 5,
        },
        marks: [
          plot.line(
            [
              [0, 0],
              [1, 1],
            ],
            { stroke: "var(--line-strong)", strokeDasharray: "4 4", clip: true },
          ),
          ...line(raw, JUDGE),
          ...(best ? line(best, HUES[2]) : []),
        ],
      });
    },
    [raw, best],
  );
  const after = best ? `; after ${best.name}, out of fold, ${number(best.ece)} (violet)` : "";
  const summary = `Mean distance of sureness and truth ${number(raw.ece)} as it says it${after}.`;
  return (
    <Figure
      title="Is it right as often as it says?"
      summary={summary}
      draw={draw}
      height={HEIGHT}
      numbers={{
        name: "judge-reliability",
        columns: ["map", "confidence", "right", "n"],
        rows: [raw, ...(best ? [best] : [])].flatMap((map) =>
          map.bins.map((bin) => [map.name, bin.confidence, bin.hits, bin.n]),
        ),
      }}
    >
      <p>{summary}</p>
    </Figure>
  );
}
