import type { Question } from "@/api/types";
import { plural } from "@/lib/figures";
import { Notice } from "@/ui/Notice";
import { RichText } from "@/ui/RichText";
import { Table, type Column as TableColumn } from "@/ui/Table";
import styles from "./ImportsPage.module.css";
import {
  asText,
  at,
  type Column,
  type ItemMapping,
  itemsOf,
  type JudgmentMapping,
  MEANINGS,
  mapItem,
  type Row,
} from "./mapping";

type RawProps = {
  rows: readonly Row[];
  lines: readonly number[];
  columns: readonly Column[];
};

/** The first rows as they are in the file, by their lines in it. */
export function RawRows({ rows, lines, columns }: RawProps) {
  const numbered = rows.map((row, n) => ({ row, n: lines[n] ?? n + 1 }));
  const cells: TableColumn<{ row: Row; n: number }>[] = [
    { key: "line", head: "Line", numeric: true, width: "60px", cell: ({ n }) => n },
    ...columns.map((column) => ({
      key: column.path,
      head: column.path,
      cell: ({ row }: { row: Row }) => (
        <span className={styles.cell} dir="auto">
          {asText(at(row, column.path)).slice(0, 200)}
        </span>
      ),
    })),
  ];
  return (
    <Table caption="First rows of the file" columns={cells} rows={numbered} rowKey={({ n }) => n} />
  );
}

/** The first row as the item it becomes. */
export function FirstItem({ row, mapping }: { row: Row; mapping: ItemMapping }) {
  const item = mapItem(row, mapping);
  const becomes = itemsOf(item.responses.length, mapping.pairs);
  return (
    <div className={styles.mapped}>
      {item.missing.length > 0 && (
        <Notice tone="warn">The first row has nothing at {item.missing.join(", ")}.</Notice>
      )}
      <p className={styles.quiet}>Item {item.id || "without an id"}</p>
      {becomes > 1 && (
        <p>The row becomes {plural(becomes, "item")} of two responses each, in one group.</p>
      )}
      {item.prompt.map((turn, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: turns of one row never move
        <div key={n} className={styles.turn}>
          <span className={styles.quiet}>{turn.role}</span>
          <RichText text={turn.content} />
        </div>
      ))}
      <div className={styles.sides}>
        {item.responses.map((response, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a response is its place
          <div key={n} className={styles.side}>
            <p className={styles.quiet}>
              Response {String.fromCharCode(65 + n)} {response.model}
            </p>
            <RichText text={response.text || "Nothing chosen yet"} />
          </div>
        ))}
      </div>
    </div>
  );
}

type JudgmentsProps = {
  rows: readonly Row[];
  mapping: JudgmentMapping;
  questions: readonly Question[];
};
type Verdict = {
  key: string;
  item: string;
  rater: string;
  question: string;
  raw: string;
  meaning: string;
};

/** The judgments the first rows become. */
export function FirstJudgments({ rows, mapping, questions }: JudgmentsProps) {
  const verdicts = rows.flatMap((row, r) =>
    mapping.answers
      .filter((answer) => answer.path)
      .map((answer, n): Verdict => {
        const raw = asText(at(row, answer.path));
        const meaning = mapping.values[raw];
        return {
          key: `${r} ${n}`,
          item: asText(at(row, mapping.item)),
          rater:
            typeof answer.rater === "string" ? answer.rater : asText(at(row, answer.rater.path)),
          question: questions.find((q) => q.key === answer.question)?.title ?? answer.question,
          raw: raw || "(nothing)",
          meaning: MEANINGS.find(([key]) => key === meaning)?.[1] ?? "a problem: no meaning chosen",
        };
      }),
  );
  return (
    <Table
      caption="Judgments of the first rows"
      columns={verdictColumns}
      rows={verdicts}
      rowKey={(verdict) => verdict.key}
      empty={<p>Choose a verdict column to see what its rows become.</p>}
    />
  );
}

const verdictColumns: TableColumn<Verdict>[] = [
  { key: "item", head: "Item", cell: (v) => v.item },
  { key: "rater", head: "Rater", cell: (v) => v.rater },
  { key: "question", head: "Question", cell: (v) => v.question },
  { key: "raw", head: "In the file", cell: (v) => <code>{v.raw}</code> },
  { key: "meaning", head: "Becomes", cell: (v) => v.meaning },
];
