import type { Quality } from "@/api/typesQuality";
import { count, percent, plural } from "@/lib/figures";
import { type Column, Table } from "@/ui/Table";
import { TakeAlong } from "@/ui/TakeAlong";
import styles from "./QualityPage.module.css";

type Marked = Quality["marks"][number];
type Kind = { category: string; n: number };

/** How often people marked which kind of passage, and how long these are. */
export function Marks({ marked }: { marked: Marked }) {
  const kinds = mostFirst(marked.marks);
  const all = kinds.reduce((sum, kind) => sum + kind.n, 0);
  const lacks = mostFirst(marked.missing_kinds);
  const long =
    marked.mean_length.value === null
      ? ""
      : `, ${Math.round(marked.mean_length.value)} characters on average`;
  return (
    <>
      <p className={styles.note}>
        {plural(all, "mark")} in {plural(marked.n_answers, "answer")}
        {long}; {plural(marked.missing, "note")} of what is missing;{" "}
        {plural(marked.n_without, "answer")} without either.
      </p>
      <Table
        caption={`Marks: ${marked.title}`}
        columns={columns("Category", "Marks", all)}
        rows={kinds}
        rowKey={(k) => k.category}
      />
      {lacks.length > 0 && (
        <Table
          caption={`What is missing: ${marked.title}`}
          columns={columns("What is missing", "Notes", marked.missing)}
          rows={lacks}
          rowKey={(k) => k.category}
        />
      )}
      <TakeAlong
        what={`Marks: ${marked.title}`}
        numbers={{
          name: `marks-${marked.question}`,
          columns: ["what", "category", "n"],
          rows: [
            ...kinds.map((k) => ["mark", k.category, k.n]),
            ...lacks.map((k) => ["missing", k.category, k.n]),
          ],
        }}
      />
    </>
  );
}

const mostFirst = (of: Record<string, number>): Kind[] =>
  Object.entries(of)
    .map(([category, n]) => ({ category, n }))
    .sort((a, b) => b.n - a.n);

const columns = (head: string, what: string, all: number): Column<Kind>[] => [
  { key: "category", head, cell: (k) => k.category.replaceAll("_", " ") },
  { key: "n", head: what, numeric: true, cell: (k) => count(k.n), sortBy: (k) => k.n },
  {
    key: "share",
    head: "Of all",
    numeric: true,
    cell: (k) => (all > 0 ? percent(k.n / all) : "–"),
    sortBy: (k) => k.n,
  },
];
