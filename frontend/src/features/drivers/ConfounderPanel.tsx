import { useMemo } from "react";
import type { Confounded, Figure } from "@/api/typesQuality";
import { bounded, number } from "@/features/quality/words";
import { percent, plural } from "@/lib/figures";
import { type Estimate, Intervals } from "@/ui/charts/Intervals";
import { Keys } from "@/ui/charts/Keys";
import { HUES, PEOPLE } from "@/ui/charts/paint";
import { Panel } from "@/ui/Page";
import styles from "./DriversPage.module.css";

/** Whether what people say of responses drives their verdict, or only goes with length and tone. */
export function ConfounderPanel({ confounded, name }: { confounded: Confounded; name: string }) {
  const estimates = useMemo(() => estimatesOf(confounded), [confounded]);
  const far = Math.max(0.2, ...estimates.flatMap((e) => [Math.abs(e.low), Math.abs(e.high)]));
  if (confounded.aspects.length === 0) return null;
  return (
    <Panel title="Are aspects confounded with length and tone?">
      {confounded.why_not ? (
        <p>Cannot be computed: {confounded.why_not}.</p>
      ) : (
        <>
          {confounded.explained && <p>{explained(confounded.explained)}</p>}
          <Intervals
            title="What weighs in the overall verdict?"
            name={`confounders-${name}`}
            summary={`${estimates.map((e) => `${e.label}: ${e.text}`).join("; ")}.`}
            estimates={estimates}
            domain={[-far, far]}
          />
          <Keys
            keys={[
              { label: "Other aspects held", paint: PEOPLE },
              { label: "Length and tone held too", paint: HUES[2] },
              { label: "Length and tone themselves", paint: HUES[3] },
            ]}
          />
          <p className={styles.note}>
            Log-odds of being preferred per usual difference, from{" "}
            {plural(confounded.n, "decided verdict")} of people on{" "}
            {plural(confounded.n_items, "item")}; intervals are 95 %, by item. An aspect that only
            goes with length or tone loses its weight when these are held.
          </p>
        </>
      )}
    </Panel>
  );
}

function explained(shares: readonly number[]): string {
  const [aspects = 0, confounders = 0, both = 0] = shares;
  return `Aspects explain ${percent(aspects)} of what is uncertain in the verdicts, length and tone ${percent(confounders)}, both together ${percent(both)}.`;
}

function estimatesOf(c: Confounded): Estimate[] {
  const one = (
    figure: Figure | undefined,
    label: string,
    paint: string,
    symbol: Estimate["symbol"],
  ): Estimate[] => {
    const stat = figure && bounded(figure);
    return stat ? [{ ...stat, label, text: number(figure), paint, symbol }] : [];
  };
  return [
    ...c.aspects.flatMap(({ title }, n) => [
      ...one(c.alone[n], title, PEOPLE, "circle"),
      ...one(c.held[n], `${title} · length and tone held`, HUES[2], "diamond"),
    ]),
    ...c.confounders.flatMap(({ title }, n) =>
      one(c.weights[n], `More ${title}`, HUES[3], "circle"),
    ),
  ];
}
