import { useMemo } from "react";
import type { Overview, Stat } from "@/api/types";
import { coefficient, count, percent, plural, withInterval } from "@/lib/figures";
import { SOURCES, STATES } from "@/lib/words";
import { type Estimate, Intervals } from "@/ui/charts/Intervals";
import { BOTH, JUDGE, PEOPLE, QUIET, REST } from "@/ui/charts/paint";
import { type Share, ShareBar } from "@/ui/charts/ShareBar";
import { EmptyState } from "@/ui/EmptyState";
import { type Column, Table } from "@/ui/Table";
import { countsSentence } from "./words";

// Who has an item has the hue of whoever judges; what is done steps back.
const STATE_PAINT = [
  ["resolved", QUIET],
  ["awaiting_human", PEOPLE],
  ["awaiting_judge", JUDGE],
  ["imported", REST],
] as const;

/** Where the items stand; each part leads to its items. */
export function StateBar({ counts, to }: { counts: Overview["counts"]; to: string | null }) {
  const shares = useMemo<Share[]>(
    () =>
      STATE_PAINT.map(([state, paint]) => ({
        key: state,
        label: STATES[state],
        n: counts[state],
        paint,
        ...(to && { to: `${to}?state=${state}` }),
      })),
    [counts, to],
  );
  return (
    <ShareBar
      title="Where the items stand"
      name="items-by-state"
      summary={countsSentence(counts)}
      shares={shares}
    />
  );
}

/** Whose judgments made the labels. */
export function SourceBar({ by, to }: { by: Overview["judged_by"]; to: string | null }) {
  const shares = useMemo<Share[]>(() => {
    const parts = [
      ["human", "human", PEOPLE],
      ["judge", "llm", JUDGE],
      ["both", "both", BOTH],
      ["open", "none", REST],
    ] as const;
    return parts.map(([key, source, paint]) => ({
      key,
      label: SOURCES[source],
      n: by[key],
      paint,
      ...(to && { to: `${to}?source=${source}` }),
    }));
  }, [by, to]);
  const said = shares.map((s) => `${s.label.toLowerCase()} ${count(s.n)}`).join(", ");
  return (
    <ShareBar
      title="Who judged them"
      name="items-by-source"
      summary={`Items judged by: ${said}.`}
      shares={shares}
    />
  );
}

/** Exact agreement with its interval, question by question, then the table of coefficients. */
export function Agreement({ agreement }: { agreement: Overview["agreement"] }) {
  const estimates = useMemo(() => agreement.flatMap(estimatesOf), [agreement]);
  if (estimates.length === 0)
    return (
      <EmptyState title="Nothing to compare yet">
        Agreement shows as soon as two people, or a person and a judge, have judged the same items.
      </EmptyState>
    );
  return (
    <>
      <Intervals
        title="Exact agreement, with 95 % intervals"
        name="agreement"
        summary={`${estimates.map((e) => `${e.label}: ${e.text}`).join("; ")}.`}
        estimates={estimates}
      />
      <Table
        caption="Agreement by question"
        columns={columns}
        rows={agreement}
        rowKey={(row) => row.question}
      />
      <JudgeTable agreement={agreement} />
    </>
  );
}

type Row = Overview["agreement"][number];

function estimatesOf(row: Row): Estimate[] {
  const one = (
    stat: Stat | null,
    who: string,
    paint: string,
    symbol: Estimate["symbol"],
  ): Estimate[] =>
    stat
      ? [{ ...stat, label: `${row.title} · ${who}`, text: withInterval(stat), paint, symbol }]
      : [];
  return [
    ...one(row.human_human, "person and person", PEOPLE, "circle"),
    ...one(row.human_judge, "person and judge", JUDGE, "diamond"),
  ];
}

const stat = (value: Stat | null) =>
  value ? `${withInterval(value)} of ${plural(value.n, "pair")}` : "–";

const columns: Column<Row>[] = [
  { key: "title", head: "Question", cell: (row) => row.title },
  { key: "hh", head: "Person and person", numeric: true, cell: (row) => stat(row.human_human) },
  { key: "hj", head: "Person and judge", numeric: true, cell: (row) => stat(row.human_judge) },
  {
    key: "alpha",
    head: "Krippendorff’s α",
    numeric: true,
    cell: (row) => (row.alpha === null ? "–" : coefficient(row.alpha)),
  },
  { key: "n", head: "Items", numeric: true, cell: (row) => count(row.n_items) },
];

type JudgeRow = Row["judges"][number] & { title: string };

/** Each judge against the majority of people. */
function JudgeTable({ agreement }: { agreement: Overview["agreement"] }) {
  const rows = agreement.flatMap(({ title, judges }) =>
    judges.map((judge) => ({ ...judge, title })),
  );
  if (rows.length === 0) return null;
  return (
    <Table
      caption="Judges against the majority of people"
      columns={judgeColumns}
      rows={rows}
      rowKey={(row) => `${row.judge} ${row.title}`}
    />
  );
}

const judgeColumns: Column<JudgeRow>[] = [
  { key: "judge", head: "Judge", cell: (row) => row.judge },
  { key: "title", head: "Question", cell: (row) => row.title },
  {
    key: "agreement",
    head: "Agrees with most people",
    numeric: true,
    cell: (row) => `${withInterval(row.agreement)} of ${plural(row.agreement.n, "item")}`,
  },
  { key: "kappa", head: "Cohen’s κ", numeric: true, cell: (row) => coefficient(row.kappa) },
  {
    key: "ties",
    head: "Ties found",
    numeric: true,
    cell: (row) => (row.tie_recall === null ? "–" : percent(row.tie_recall)),
  },
];
