import { useMemo, useState } from "react";
import { useParams } from "react-router";
import { usePolicies, useRouting, useRunRouting } from "@/api/queries/routing";
import { useRole } from "@/api/queries/session";
import type { PolicyKind, Routing, RoutingConfig } from "@/api/types";
import { ago, count, dateTime, percent, plural } from "@/lib/figures";
import { Button, ButtonLink } from "@/ui/Button";
import { BOTH, JUDGE, PEOPLE } from "@/ui/charts/paint";
import { type Share, ShareBar } from "@/ui/charts/ShareBar";
import { EmptyState } from "@/ui/EmptyState";
import { Facts } from "@/ui/Facts";
import { Loaded } from "@/ui/Loaded";
import { Page, Panel } from "@/ui/Page";
import { useStatus } from "@/ui/Status";
import { type Column, Table } from "@/ui/Table";
import { BudgetForm } from "./BudgetForm";
import { BurnPanel } from "./BurnPanel";
import { ChangePanel } from "./ChangePanel";
import { FrontierPanel } from "./FrontierPanel";
import { Judges } from "./Judges";
import { LearningPanel } from "./LearningPanel";
import { PolicyDialog } from "./PolicyDialog";
import styles from "./RoutingPage.module.css";
import { SecondLooks } from "./SecondLooks";
import { SpendingForm } from "./SpendingForm";
import { auditWords, policyWords, sentence } from "./words";

/** Who is asked about an item, why, and at what price. */
export default function RoutingPage() {
  const id = Number(useParams().id);
  const role = useRole(id);
  const routing = useRouting(id);
  const kinds = usePolicies();
  const [choosing, setChoosing] = useState(false);
  const mayChange = role === "admin";
  return (
    <Page
      title="Routing"
      sentence={routing.data && sentence(routing.data)}
      actions={
        mayChange && routing.data?.config && <RunButton projectId={id} routing={routing.data} />
      }
    >
      <Loaded query={routing} what="Routing" lines={10}>
        {(data) => (
          <>
            <Loaded query={kinds} what="Policies">
              {(list) => (
                <>
                  <Policy
                    routing={data}
                    kinds={list}
                    onChoose={mayChange ? () => setChoosing(true) : null}
                  />
                  {choosing && (
                    <PolicyDialog
                      projectId={id}
                      kinds={list}
                      config={data.config}
                      onClose={() => setChoosing(false)}
                    />
                  )}
                </>
              )}
            </Loaded>
            {data.config && (
              <>
                <FrontierPanel
                  projectId={id}
                  kinds={kinds.data ?? []}
                  inForce={data.config.policy}
                />
                <LearningPanel projectId={id} mayChange={mayChange} />
                <SecondLooks projectId={id} mayChange={mayChange} />
              </>
            )}
            <Budgets projectId={id} routing={data} mayChange={mayChange} />
            {data.config && <BurnPanel routing={data} />}
            <Judges projectId={id} mayChange={mayChange} />
            {kinds.data && data.versions.length > 1 && (
              <>
                <ChangePanel routing={data} kinds={kinds.data} />
                <Versions versions={data.versions} kinds={kinds.data} />
              </>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function RunButton({ projectId, routing }: { projectId: number; routing: Routing }) {
  const run = useRunRouting(projectId);
  const say = useStatus();
  const start = (scope: "waiting" | "all") =>
    run.mutate(scope, {
      onSuccess: () =>
        say("Routing runs in the background; its progress is on the overview.", "ok"),
      onError: (error) => say(error.message, "danger"),
    });
  const routed = routing.routes.human + routing.routes.judge + routing.routes.both > 0;
  return (
    <>
      {routed && (
        <Button disabled={run.isPending} onClick={() => start("all")}>
          Decide on all items anew
        </Button>
      )}
      <Button variant="primary" disabled={run.isPending} onClick={() => start("waiting")}>
        Route waiting items
      </Button>
    </>
  );
}

type PolicyProps = {
  routing: Routing;
  kinds: readonly PolicyKind[];
  onChoose: (() => void) | null;
};

function Policy({ routing, kinds, onChoose }: PolicyProps) {
  const { config, routes } = routing;
  const shares = useMemo<Share[]>(
    () => [
      { key: "human", label: "People", n: routes.human, paint: PEOPLE },
      { key: "judge", label: "Judge", n: routes.judge, paint: JUDGE },
      { key: "both", label: "Both", n: routes.both, paint: BOTH },
    ],
    [routes],
  );
  if (!config)
    return (
      <EmptyState
        title="Who judges?"
        action={
          onChoose && (
            <Button variant="primary" onClick={onChoose}>
              Choose a policy
            </Button>
          )
        }
      >
        A policy says which items people judge and which an LLM judge. Until one is chosen, every
        item waits.
      </EmptyState>
    );
  const kind = kinds.find((k) => k.key === config.policy);
  return (
    <Panel
      title={policyWords(config, kinds)}
      actions={onChoose && <Button onClick={onChoose}>Change policy</Button>}
    >
      <p>
        {kind?.summary} {auditWords(config.audit_rate)}
      </p>
      <ShareBar
        title="Where routed items went"
        name="items-by-route"
        summary={sentence(routing)}
        shares={shares}
      />
      <Facts
        facts={[
          ["Version", `${config.version}, of ${dateTime(config.created_at)}`],
          ["Audited", plural(routing.audited, "item")],
          [
            "Last run",
            routing.last_run
              ? `${plural(routing.last_run.items, "item")}, ${ago(routing.last_run.at)}`
              : "none yet",
          ],
          [
            "Judges asked",
            routing.judges.active > 0
              ? count(routing.judges.active)
              : routes.judge + routes.both > 0
                ? "none now: verdicts that are here already count"
                : "none: people judge everything",
          ],
        ]}
      />
    </Panel>
  );
}

type BudgetsProps = { projectId: number; routing: Routing; mayChange: boolean };

function Budgets({ projectId, routing, mayChange }: BudgetsProps) {
  const { usd, human_judgments: people } = routing.budgets;
  return (
    <Panel
      title="Budgets"
      actions={
        <ButtonLink to={`/p/${projectId}`} size="small">
          What is spent
        </ButtonLink>
      }
    >
      {mayChange ? (
        <>
          <div className={styles.budgets} id="budgets">
            <BudgetForm
              key={`usd ${usd?.limit}`}
              projectId={projectId}
              unit="usd"
              label="Money for judges, $"
              hint={
                usd
                  ? `${Number(usd.spent)} spent, ${Number(usd.reserved)} set aside; no call is made beyond it.`
                  : "Not set: judges whose calls cost money are not asked."
              }
              budget={usd}
            />
            <BudgetForm
              key={`people ${people?.limit}`}
              projectId={projectId}
              unit="human_judgments"
              label="Judgments asked of people"
              hint={
                people
                  ? `${count(Number(people.spent))} given, ${count(Number(people.reserved))} set aside${routing.spending ? "; the limit is what the amount below buys" : ""}.`
                  : "Not set: people are asked without limit."
              }
              budget={people}
            />
          </div>
          <details className={styles.paid} open={routing.spending !== null}>
            <summary>Pay people from money or minutes</summary>
            <SpendingForm
              key={JSON.stringify(routing.spending?.amount)}
              projectId={projectId}
              spending={routing.spending}
            />
          </details>
        </>
      ) : (
        <p>Admins of the project set them.</p>
      )}
    </Panel>
  );
}

function Versions({
  versions,
  kinds,
}: {
  versions: readonly RoutingConfig[];
  kinds: readonly PolicyKind[];
}) {
  const columns: Column<RoutingConfig>[] = [
    { key: "version", head: "Version", numeric: true, width: "90px", cell: (row) => row.version },
    { key: "policy", head: "Policy", prose: true, cell: (row) => policyWords(row, kinds) },
    { key: "audit", head: "Audited", numeric: true, cell: (row) => percent(row.audit_rate) },
    { key: "by", head: "By", cell: (row) => row.created_by ?? "–" },
    { key: "when", head: "When", cell: (row) => dateTime(row.created_at) },
  ];
  return (
    <Panel title="Earlier versions">
      <Table
        caption="Versions of the policy"
        columns={columns}
        rows={versions}
        rowKey={(row) => row.version}
      />
    </Panel>
  );
}
