import type { Item, ItemJudgment, ItemLabel, Question } from "@/api/types";
import { duration, percent } from "@/lib/figures";
import { Badge } from "@/ui/Badge";
import { type Column, Table } from "@/ui/Table";
import { answerWords } from "./timeline";

type Row = {
  key: string;
  who: string;
  kind: string;
  answers: Record<string, Record<string, unknown>>;
  confidence: number | null;
  seconds: number | null;
  counted: boolean;
};

/** Everybody's verdicts side by side: people, then judges, then the label they make. */
export function Verdicts({ item, questions }: { item: Item; questions: readonly Question[] }) {
  const standing = item.judgments.filter((j) => !j.superseded);
  const rows = [
    ...standing.filter((j) => j.kind === "human").map(fromJudgment),
    ...standing.filter((j) => j.kind !== "human").map(fromJudgment),
  ];
  if (rows.length === 0) return <p>Nobody has judged this item yet.</p>;
  const label = fromLabels(item.labels);
  const columns: Column<Row>[] = [
    {
      key: "who",
      head: "Rater",
      cell: (row) => (row.kind === "label" ? <strong>{row.who}</strong> : row.who),
    },
    { key: "kind", head: "Kind", cell: (row) => <Kind row={row} /> },
    ...questions.map((question) => ({
      key: question.key,
      head: question.title,
      cell: (row: Row) => answerWords(row.answers[question.key], question),
    })),
    {
      key: "confidence",
      head: "Confidence",
      numeric: true,
      cell: (row) => (row.confidence === null ? "–" : percent(row.confidence)),
    },
    {
      key: "seconds",
      head: "Time",
      numeric: true,
      cell: (row) => (row.seconds === null ? "–" : duration(row.seconds)),
    },
  ];
  return (
    <Table
      caption="Verdicts on this item"
      columns={columns}
      rows={label ? [...rows, label] : rows}
      rowKey={(row) => row.key}
    />
  );
}

function Kind({ row }: { row: Row }) {
  if (row.kind === "label") return <Badge tone="ok">label</Badge>;
  return (
    <>
      {row.kind === "human" ? "person" : "judge"}{" "}
      {!row.counted && <Badge tone="warn">not counted</Badge>}
    </>
  );
}

function fromJudgment(judgment: ItemJudgment): Row {
  return {
    key: `judgment ${judgment.id}`,
    who: judgment.rater,
    kind: judgment.kind,
    answers: judgment.answers,
    confidence: judgment.confidence,
    seconds: judgment.active_seconds,
    counted: judgment.counted,
  };
}

/** The latest version of each question's label, in one row. */
function fromLabels(labels: readonly ItemLabel[]): Row | null {
  const latest = new Map<string, ItemLabel>();
  for (const label of labels) {
    const old = latest.get(label.question);
    if (!old || old.version < label.version) latest.set(label.question, label);
  }
  const first = [...latest.values()][0];
  if (!first) return null;
  return {
    key: "label",
    who: `Label by ${first.method}`,
    kind: "label",
    answers: Object.fromEntries([...latest].map(([key, label]) => [key, label.value])),
    confidence: null,
    seconds: null,
    counted: true,
  };
}
