import { useState } from "react";
import { useParams } from "react-router";
import { type Order, useAdjudicationQueue, useGaps } from "@/api/queries/adjudication";
import type { AdjudicationQueue } from "@/api/typesAdjudication";
import { ago, coefficient, plural } from "@/lib/figures";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { SelectField } from "@/ui/Field";
import { Loaded } from "@/ui/Loaded";
import { Page, Panel } from "@/ui/Page";
import styles from "./AdjudicationPage.module.css";
import { Desk } from "./Desk";

/** What raters disagree on, worst first, for somebody who did not judge it to settle. */
export default function AdjudicationPage() {
  const id = Number(useParams().id);
  const [by, setBy] = useState<Order>("alpha");
  const queue = useAdjudicationQueue(id, by);
  return (
    <Page title="Adjudicate" sentence={queue.data && sentence(queue.data)}>
      <div className={styles.order}>
        <SelectField
          label="First come"
          value={by}
          onChange={(event) => setBy(event.target.value as Order)}
        >
          <option value="alpha">items that people agree on least</option>
          <option value="posterior">labels least sure of</option>
        </SelectField>
      </div>
      <Loaded query={queue} what="Items to settle" lines={8}>
        {(data) => <Queue key={by} projectId={id} queue={data} by={by} />}
      </Loaded>
      <Gaps projectId={id} />
    </Page>
  );
}

const MEANING: Record<Order, string> = {
  alpha: "The number is the item’s α: 1 all alike, 0 as if by chance, less than that below.",
  posterior: "The number is how likely the label is right.",
};

function Queue(props: { projectId: number; queue: AdjudicationQueue; by: Order }) {
  const { rows, as_of } = props.queue;
  const [chosen, choose] = useState<number | null>(null);
  if (as_of === null) return <EmptyState title="Being counted for the first time" />;
  const at = Math.max(
    0,
    rows.findIndex((row) => row.item_id === chosen),
  );
  const row = rows[at];
  if (!row)
    return (
      <EmptyState title="Nothing is left to settle">
        Items come here when two people or more have judged them and did not say the same. How many
        judge each item is set under Settings, Project.
      </EmptyState>
    );
  const go = (step: number) => choose(rows[at + step]?.item_id ?? row.item_id);
  return (
    <div className={styles.desk}>
      <Panel title="Waiting">
        <p className={styles.alpha}>{MEANING[props.by]}</p>
        <ol className={styles.queue}>
          {rows.map((r) => (
            <li key={r.item_id}>
              <Button
                variant="quiet"
                size="small"
                aria-current={r.item_id === row.item_id}
                onClick={() => choose(r.item_id)}
              >
                <span>{r.external_id}</span>
                <span>{coefficient(r[props.by] ?? 0)}</span>
              </Button>
            </li>
          ))}
        </ol>
      </Panel>
      <Desk
        key={row.item_id}
        projectId={props.projectId}
        itemId={row.item_id}
        go={go}
        // The one after it, since this one leaves the queue.
        settled={() => choose(rows[at + 1]?.item_id ?? null)}
      />
    </div>
  );
}

function Gaps({ projectId }: { projectId: number }) {
  const gaps = useGaps(projectId);
  if (!gaps.data?.gaps.length) return null;
  return (
    <Panel title="What the guidelines do not say">
      <ul>
        {gaps.data.gaps.map((gap) => (
          <li key={`${gap.item_id} ${gap.at}`}>
            <a href={`/p/${projectId}/items/${gap.item_id}`}>{gap.external_id}</a>:{" "}
            {gap.note || "no note"}
            {gap.guideline_version && ` (guidelines version ${gap.guideline_version})`}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function sentence(queue: AdjudicationQueue): string {
  const done = Object.values(queue.causes).reduce((sum, n) => sum + n, 0);
  const when = queue.as_of ? `, counted ${ago(queue.as_of)}` : "";
  return `${plural(queue.waiting, "item waits", "items wait")}${when}; ${done} settled so far. Names are hidden; items you judged yourself are left out.`;
}
