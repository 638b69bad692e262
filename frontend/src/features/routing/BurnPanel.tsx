import { useMemo } from "react";
import type { Routing } from "@/api/types";
import { ago, usd } from "@/lib/figures";
import { type Line, Lines } from "@/ui/charts/Lines";
import { HUES } from "@/ui/charts/paint";
import { Facts } from "@/ui/Facts";
import { Panel } from "@/ui/Page";
import { burnPoints, burnWords, planPoints, queueWords } from "./pace";
import styles from "./RoutingPage.module.css";

/** How fast the budgets go, and what waits. */
export function BurnPanel({ routing }: { routing: Routing }) {
  const lines = useMemo(() => burnLines(routing), [routing]);
  const judges = routing.days.reduce((sum, day) => sum + day.judge_usd, 0);
  const words = burnWords(routing);
  return (
    <Panel title="Pace and queues">
      <Facts
        facts={[
          ["People", words],
          ["Judges", `${usd(judges)} in the last ${routing.days.length || 30} days`],
          ["Waiting", queueWords(routing)],
        ]}
      />
      {lines.length > 0 && (
        <Lines
          title="What people have cost, by the days that have gone"
          name="burn"
          summary={words}
          x="share of the days"
          y="share of the amount"
          lines={lines}
          at={null}
        />
      )}
      {routing.as_of && <p className={styles.quiet}>As of {ago(routing.as_of)}.</p>}
    </Panel>
  );
}

function burnLines(routing: Routing): Line[] {
  const { spending } = routing;
  const spent = burnPoints(routing);
  if (!spending || spent.length === 0) return [];
  const at = ({ at, spent }: { at: number; spent: number }) => ({
    x: at,
    y: Math.min(1, spent),
    low: null,
    high: null,
  });
  return [
    { key: "spent", label: "Spent", paint: HUES[0], quiet: false, points: spent.map(at) },
    {
      key: "plan",
      label: "Released",
      paint: "var(--text-3)",
      quiet: true,
      points: planPoints(spending).map(at),
    },
  ];
}
