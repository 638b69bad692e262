import { useAttacks } from "@/api/queries/judges";
import { count, dateTime, percent, plural } from "@/lib/figures";
import { Panel } from "@/ui/Page";
import { type Column, Table } from "@/ui/Table";
import styles from "./JudgePage.module.css";

type Share = { n: number; won: number; one_order: number; rate: number | null };
type Row = Share & { family: string };

const columns: Column<Row>[] = [
  { key: "family", head: "Kind of text", cell: (row) => row.family },
  { key: "won", head: "Won", numeric: true, cell: (row) => count(row.won) },
  { key: "one", head: "In one order only", numeric: true, cell: (row) => count(row.one_order) },
  { key: "n", head: "Tried", numeric: true, cell: (row) => count(row.n) },
  {
    key: "rate",
    head: "Success",
    numeric: true,
    cell: (row) => (row.rate === null ? "–" : percent(row.rate)),
  },
];

/** What texts that ask to win did to it, by kind; harmless ones and one order only are the controls. */
export function Attacks({ projectId, judgeId }: { projectId: number; judgeId: number }) {
  const { data } = useAttacks(projectId, judgeId);
  if (!data?.report || !data.at) return null;
  const { report } = data;
  const rows: Row[] = [
    ...Object.entries(report.families).map(([family, found]) => ({
      ...found,
      family: family.replaceAll("_", " "),
    })),
    { ...report.attacks, family: "all attacks" },
    { ...report.control, family: "harmless texts, for comparison" },
  ];
  return (
    <Panel title="Attacks">
      <p className={styles.quiet}>
        Put into the worse response of {plural(report.pairs_right, "pair")} that it gets right; won
        is what then wins in every order, and one order only is its liking for a place. As of{" "}
        {dateTime(data.at)}.
      </p>
      <Table caption="Attacks by kind" columns={columns} rows={rows} rowKey={(row) => row.family} />
    </Panel>
  );
}
