import { Link } from "react-router";
import type { QualityRater } from "@/api/typesQuality";
import { count, duration } from "@/lib/figures";
import { Badge } from "@/ui/Badge";
import { type Column, Table } from "@/ui/Table";
import styles from "./QualityPage.module.css";
import { because, number, share } from "./words";

const MANY = 24;

/** Everybody who judged, on one question; each leads to their page. */
export function Raters(props: { raters: readonly QualityRater[]; question: string; base: string }) {
  const { raters, question, base } = props;
  const of = (rater: QualityRater) => rater.questions.find((q) => q.question === question);
  const columns: Column<QualityRater>[] = [
    {
      key: "name",
      head: "Rater",
      cell: (r) => (
        <Link className={styles.line} to={`${base}/raters/${r.id}`}>
          {r.name}
        </Link>
      ),
      sortBy: (r) => r.name,
    },
    {
      key: "kind",
      head: "Kind",
      cell: (r) => (r.kind === "human" ? (r.simulated ? "simulated" : "person") : "judge"),
      sortBy: (r) => r.kind,
    },
    {
      key: "n",
      head: "Judged",
      numeric: true,
      cell: (r) => count(of(r)?.n ?? 0),
      sortBy: (r) => of(r)?.n ?? 0,
    },
    figure("agreement", "Agrees with people", (r) => of(r)?.agreement, share),
    figure("weighted", "Reliability", (r) => of(r)?.reliability.weighted_majority, share),
    figure("left", "Left wins", (r) => of(r)?.left, share),
    figure("longer", "Pull of length (log-odds)", (r) => of(r)?.longer, number),
    {
      key: "seconds",
      head: "Median time",
      numeric: true,
      cell: (r) => (r.speed?.median_seconds == null ? "–" : duration(r.speed.median_seconds)),
      sortBy: (r) => r.speed?.median_seconds ?? null,
    },
    {
      key: "flags",
      head: "To look at",
      cell: (r) =>
        r.flags.length > 0 && (
          <span title={r.flags.map((f) => f.text).join("; ")}>
            <Badge tone="warn">{count(r.flags.length)}</Badge>
          </span>
        ),
      sortBy: (r) => -r.flags.length,
    },
  ];
  const rows = raters.filter(of);
  return (
    <Table
      caption="Raters on this question"
      columns={columns}
      rows={rows}
      tall={rows.length > MANY}
      rowKey={(r) => r.id}
      empty={<p>Nobody has judged this yet.</p>}
    />
  );
}

type Given = QualityRater["questions"][number]["agreement"] | undefined;

function figure(
  key: string,
  head: string,
  of: (rater: QualityRater) => Given,
  words: (given: NonNullable<Given>) => string,
): Column<QualityRater> {
  return {
    key,
    head,
    numeric: true,
    cell: (rater) => {
      const given = of(rater);
      return given ? <span title={because(given) || undefined}>{words(given)}</span> : "–";
    },
    sortBy: (rater) => of(rater)?.value ?? null,
  };
}
