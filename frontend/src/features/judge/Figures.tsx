import { useMemo } from "react";
import type { Figured, Standing } from "@/api/types";
import { count, percent, usd } from "@/lib/figures";
import { type Estimate, Intervals } from "@/ui/charts/Intervals";
import { JUDGE, PEOPLE } from "@/ui/charts/paint";
import { Facts } from "@/ui/Facts";
import { Panel } from "@/ui/Page";
import { Table } from "@/ui/Table";
import { Drift } from "./Drift";
import styles from "./JudgePage.module.css";
import { Reliability } from "./Reliability";
import { number, share } from "./words";

const CHANGES: Record<string, string> = {
  layout: "… when its prompt is laid out otherwise",
  asker: "… when somebody else asks",
  speaker: "… when the worse response speaks as somebody",
  assertive: "… when the worse response sounds sure",
  hedged: "… when the better response hedges",
  markup: "… when the worse response is marked up",
};

/** All figures behind the advice, each with what it answers. */
export function Figures({ report, imported }: { report: Standing; imported: boolean }) {
  const { agreement, alt_test: alt, orders, calibration, consistency: steady } = report;
  const raw = calibration.maps[0];
  const best = calibration.maps.find((map) => map.name === calibration.best);
  return (
    <>
      <Panel title="People">
        <div className={styles.charts}>
          <Agreement agreement={agreement} />
          <Facts
            facts={[
              ["Cohen’s kappa", number(agreement.kappa)],
              ["AC1", number(agreement.ac1)],
              ["Where people are unanimous", share(agreement.unanimous)],
              ["Where people differ", share(agreement.split)],
              ["Where neither says tie", share(agreement.decided)],
              ["Ties it sees of people’s", share(agreement.ties.recall)],
              ["People’s of the ties it sees", share(agreement.ties.precision)],
              [
                "Alternative-annotator test",
                alt.passed === null ? `– ${alt.why_not}` : alt.passed ? "passed" : "not passed",
              ],
              ["As close as a person", alt.advantage === null ? "–" : percent(alt.advantage)],
            ]}
          />
        </div>
        {alt.duels.length > 0 && (
          <Table
            caption="The judge against each person"
            rows={alt.duels}
            rowKey={(row) => row.person}
            columns={[
              { key: "person", head: "Person left out", cell: (row) => row.person },
              {
                key: "judge",
                head: "Judge as close",
                numeric: true,
                cell: (row) => percent(row.judge_closer),
              },
              {
                key: "own",
                head: "Person as close",
                numeric: true,
                cell: (row) => percent(row.person_closer),
              },
              { key: "n", head: "Items", numeric: true, cell: (row) => count(row.n) },
              {
                key: "won",
                head: "Judge holds its own",
                cell: (row) => (row.beaten ? "yes" : "no"),
              },
            ]}
          />
        )}
      </Panel>
      <Panel title="What sways it">
        <Facts
          facts={[
            ["Same verdict with the sides swapped", share(orders.consistent)],
            [
              "Turned round by the swap",
              orders.consistent.value === null
                ? "–"
                : `${count(orders.turned)}, ${count(orders.first_both)} to the first place`,
            ],
            ["Pull of the first place", number(orders.pull)],
            ["Left of it once both orders are combined", number(orders.left_over)],
            [
              "Takes the longer response",
              `${share(report.length.judge_share)}; people ${share(report.length.people_share)}`,
            ],
            ["Length, beyond people’s liking", number(report.length.gap)],
            ["Lists and bold, beyond people’s", number(report.format.gap)],
            ["Favours its own family by", number(report.own_family)],
            ["Same verdict when asked the same again", share(steady.repeats)],
            ["Another verdict by a harmless change", share(steady.changed)],
            ...Object.entries(steady.families).map(
              ([family, found]) => [CHANGES[family] ?? family, share(found)] as const,
            ),
            ...steady.versions.map(
              (v) => [`Same verdict as ${v.name}, version ${v.version}`, share(v.same)] as const,
            ),
          ]}
        />
      </Panel>
      <Panel title="Sureness and time">
        <div className={styles.charts}>
          {raw && raw.bins.length > 0 && <Reliability raw={raw} best={best} />}
          <Drift drift={report.drift} />
        </div>
        <Facts
          facts={calibration.maps.map((map) => [
            `Error, ${map.name}`,
            map.ece.value === null
              ? number(map.ece)
              : `${number(map.ece)}; Brier ${number(map.brier)}`,
          ])}
        />
      </Panel>
      {!imported && <Calls report={report} />}
    </>
  );
}

function Calls({ report }: { report: Standing }) {
  const { failures, cost } = report;
  return (
    <Panel title="Calls and money">
      <Facts
        facts={[
          ["Calls without a verdict", share(failures.share)],
          ...Object.entries(failures.by_kind).map(
            ([kind, n]) => [kind.replaceAll("_", " "), count(n)] as const,
          ),
          [
            "Attacks that won",
            report.attack_rate === null ? "never attacked" : percent(report.attack_rate),
          ],
          ["Spent", usd(cost.spent_usd)],
          ["Each label", cost.usd_per_label === null ? "–" : usd(cost.usd_per_label)],
          [
            "Each correct label",
            cost.usd_per_correct_label === null ? "–" : usd(cost.usd_per_correct_label),
          ],
          ["Answered as", report.models.join(", ") || "–"],
        ]}
      />
    </Panel>
  );
}

function Agreement({ agreement }: { agreement: Standing["agreement"] }) {
  const estimates = useMemo(
    () => [
      ...estimate("Judge with the majority of people", agreement.overall, JUDGE, "diamond"),
      ...estimate(
        "One person with the majority of the others",
        agreement.ceiling,
        PEOPLE,
        "circle",
      ),
      ...estimate("Two people with each other", agreement.pairs_of_people, PEOPLE, "circle"),
    ],
    [agreement],
  );
  if (!estimates.length) return <p className={styles.quiet}>{share(agreement.overall)}</p>;
  return (
    <Intervals
      title="Does it agree with people as they do with each other?"
      name="judge-agreement"
      summary={`${estimates.map((e) => `${e.label}: ${e.text}`).join("; ")}.`}
      estimates={estimates}
    />
  );
}

function estimate(
  label: string,
  figure: Figured,
  paint: string,
  symbol: Estimate["symbol"],
): Estimate[] {
  const { value, low, high, n } = figure;
  if (value === null || low === null || high === null) return [];
  return [{ label, value, low, high, n, paint, symbol, text: share(figure) }];
}
