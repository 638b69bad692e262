import { useId, useMemo, useState } from "react";
import { useComputeFrontier, useFrontier } from "@/api/queries/learning";
import type { Feature, Frontier, FrontierCurve, PolicyKind, Stratum } from "@/api/types";
import { ago, coefficient, count, percent, withInterval } from "@/lib/figures";
import { Button } from "@/ui/Button";
import { type Line, Lines } from "@/ui/charts/Lines";
import { HUES } from "@/ui/charts/paint";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";
import { useStatus } from "@/ui/Status";
import { type Column, Table } from "@/ui/Table";
import {
  amount,
  type Bought,
  bandWords,
  boughtRows,
  boughtWords,
  CHANCE,
  coverageWords,
  frontierWords,
  ORACLE,
  shownOf,
  spokenOf,
  stratumWords,
  termsWords,
} from "./frontier";
import styles from "./RoutingPage.module.css";
import { WhatIf } from "./WhatIf";
import { textsOf } from "./whatIf";

/** What people's labels buy under each policy, on what both have labelled. */
export function FrontierPanel({
  projectId,
  kinds,
  inForce,
}: {
  projectId: number;
  kinds: readonly PolicyKind[];
  inForce: string;
}) {
  const frontier = useFrontier(projectId);
  const compute = useComputeFrontier(projectId);
  const say = useStatus();
  const data = frontier.data;
  const busy = compute.isPending || data?.running === true;
  return (
    <Panel
      title="What people's labels buy"
      actions={
        <Button
          disabled={busy}
          onClick={() => compute.mutate({}, { onError: (error) => say(error.message, "danger") })}
        >
          {busy ? "Computing…" : data?.as_of ? "Compute anew" : "Compute"}
        </Button>
      }
    >
      <Loaded query={frontier} what="The frontier" lines={4}>
        {(known) => (
          <>
            <Known frontier={known} />
            <WhatIf
              key={known.as_of}
              projectId={projectId}
              kinds={kinds}
              shown={shownOf(known.curves, inForce)}
              before={textsOf(known)}
              busy={busy}
            />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Known({ frontier }: { frontier: Frontier }) {
  const { curves, strata } = frontier;
  if (!frontier.as_of)
    return (
      <p>
        Policies are replayed over the items that people and a judge have both labelled: how many
        labels would be right at each share of people.
      </p>
    );
  return (
    <>
      {frontier.file && <p>A replay of the file {frontier.file}, not of this project's items.</p>}
      {frontier.why_not && <Notice>{frontier.why_not}</Notice>}
      {curves.length > 0 && <Curves frontier={frontier} />}
      {strata.length > 0 && (
        <>
          <p>{coverageWords(strata)}</p>
          <Table
            caption="Audits by the judge's confidence"
            columns={columns}
            rows={strata}
            rowKey={(row) => row.low ?? -1}
          />
        </>
      )}
      {frontier.features.length > 0 && <Features features={frontier.features} />}
      <p className={styles.quiet}>
        As of {ago(frontier.as_of)}.
        {!frontier.file && " Each item counts by 1 / the chance that it was audited."}
      </p>
    </>
  );
}

const TOLD = 12;

/** Where people's labels buy most: by feature, the surest errors of the judge first. */
function Features({ features }: { features: readonly Feature[] }) {
  const [all, setAll] = useState(false);
  const columns = useMemo(() => featureColumns(features), [features]);
  return (
    <>
      <Table
        caption="Errors of the judge by feature, the surest first"
        columns={columns}
        rows={all ? features : features.slice(0, TOLD)}
        rowKey={(row) => row.feature}
      />
      {!all && features.length > TOLD && (
        <Button size="small" onClick={() => setAll(true)}>
          Show all {features.length} features
        </Button>
      )}
    </>
  );
}

function featureColumns(features: readonly Feature[]): Column<Feature>[] {
  const gains: Column<Feature> = {
    key: "gain",
    head: "Gain of a person's label",
    numeric: true,
    cell: (row) => (row.gain === null ? "–" : coefficient(row.gain)),
  };
  return [
    { key: "feature", head: "Feature", cell: (row) => row.feature.replaceAll("_", " ") },
    { key: "items", head: "Both labelled", numeric: true, cell: (row) => count(row.items) },
    { key: "share", head: "Of all", numeric: true, cell: (row) => percent(row.share) },
    {
      key: "wrong",
      head: "The judge is wrong in",
      numeric: true,
      cell: (row) => withInterval(row.wrong),
    },
    ...(features.some((row) => row.gain !== null) ? [gains] : []),
  ];
}

function Curves({ frontier }: { frontier: Frontier }) {
  const { curves, items, file } = frontier;
  const own = spokenOf(curves);
  const chance = curves.find((c) => c.key === CHANCE);
  const steps = own?.points.length ?? 0;
  const [slid, setAt] = useState(4);
  const at = Math.min(slid, Math.max(0, steps - 1)); // a replay may have fewer shares
  const id = useId();
  const lines = useMemo(() => curves.map((curve) => lineOf(curve, curves)), [curves]);
  const bins = useMemo(() => (own ? reliabilityOf(own) : []), [own]);
  if (!own) return null;
  const budget = own.points[at]?.budget ?? 0;
  const words = boughtWords(own, at, chance);
  return (
    <>
      <Lines
        title="Labels that are right, by the share that people judge"
        name="frontier"
        summary={frontierWords(curves, items, file)}
        x="share of items that people judge"
        y="labels that are right"
        lines={lines}
        at={budget}
      />
      <div className={styles.slider}>
        <label htmlFor={id}>Share that people judge: {percent(budget)}</label>
        <input
          id={id}
          type="range"
          min={0}
          max={steps - 1}
          value={at}
          aria-valuetext={words}
          onChange={(event) => setAt(Number(event.currentTarget.value))}
        />
        <p aria-live="polite">{words}</p>
      </div>
      <Table
        caption={`Every policy at ${percent(budget)} people`}
        columns={boughtColumns}
        rows={boughtRows(curves, at)}
        rowKey={(row) => row.key}
      />
      {frontier.terms && <p className={styles.quiet}>{termsWords(frontier)}</p>}
      <p className={styles.quiet}>{frontierWords(curves, items, file)}</p>
      {own.bins.length > 0 && (
        <Lines
          title="Does it know when the judge is wrong?"
          name="reliability"
          summary={`On the dashed line what was said is what came; error of calibration ${percent(own.ece ?? 0)}, Brier ${own.brier?.toFixed(3) ?? "–"}.`}
          x="chance that was said"
          y="share that was wrong"
          lines={bins}
          at={null}
        />
      )}
    </>
  );
}

function lineOf(curve: FrontierCurve, curves: readonly FrontierCurve[]): Line {
  const quiet = curve.key === CHANCE || curve.key === ORACLE;
  const named = curves.filter((c) => c.key !== CHANCE && c.key !== ORACLE);
  const place = named.indexOf(curve);
  const lift = curve.lift === null || quiet ? "" : `, lift ${percent(curve.lift)}`;
  return {
    key: curve.key,
    label: `${curve.title}${lift}`,
    paint: quiet ? "var(--text-3)" : (HUES[place % HUES.length] ?? HUES[0]),
    quiet,
    turn: quiet ? 0 : Math.floor(place / HUES.length),
    points: curve.points.map((p) => ({ x: p.budget, y: p.quality, low: p.low, high: p.high })),
  };
}

function reliabilityOf(curve: FrontierCurve): Line[] {
  const bare = { low: null, high: null };
  return [
    {
      key: "said",
      label: `${curve.title}, on prompts it had not seen`,
      paint: HUES[0],
      quiet: false,
      points: curve.bins.map((b) => ({ x: b.said, y: b.wrong, ...bare })),
    },
    {
      key: "ideal",
      label: "Ideal",
      paint: "var(--text-3)",
      quiet: true,
      points: [
        { x: 0, y: 0, ...bare },
        { x: 1, y: 1, ...bare },
      ],
    },
  ];
}

const boughtColumns: Column<Bought>[] = [
  { key: "policy", head: "Policy", cell: (row) => row.title },
  { key: "right", head: "Labels right", numeric: true, cell: (row) => percent(row.quality) },
  { key: "band", head: "95 %", numeric: true, cell: bandWords },
  { key: "regret", head: "Below the oracle", numeric: true, cell: (row) => percent(row.regret) },
  { key: "cost", head: "Cost", numeric: true, cell: (row) => amount(row.cost) },
  {
    key: "each",
    head: "A right label costs",
    numeric: true,
    cell: (row) => (row.cost_per_correct === null ? "–" : amount(row.cost_per_correct)),
  },
  {
    key: "lift",
    head: "Lift",
    numeric: true,
    cell: (row) => (row.lift === null ? "–" : percent(row.lift)),
  },
  {
    key: "aurc",
    head: "AURC",
    numeric: true,
    cell: (row) => (row.aurc === null ? "–" : row.aurc.toFixed(3)),
  },
];

const columns: Column<Stratum>[] = [
  { key: "stratum", head: "The judge is", cell: stratumWords },
  { key: "items", head: "Items", numeric: true, cell: (row) => count(row.items) },
  { key: "audited", head: "Audited", numeric: true, cell: (row) => count(row.audited) },
  {
    key: "agreement",
    head: "Agrees with people",
    numeric: true,
    cell: (row) => (row.agreement === null ? "–" : percent(row.agreement)),
  },
];
