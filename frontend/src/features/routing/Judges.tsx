import { useState } from "react";
import { Link } from "react-router";
import { useJudges, useSetJudgeActive, useTagPrompts } from "@/api/queries/judges";
import type { Judge } from "@/api/types";
import { TryDialog } from "@/features/judge/TryDialog";
import { count, shortHash, usd } from "@/lib/figures";
import { Badge, type Tone } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Loaded } from "@/ui/Loaded";
import { Menu, type MenuItem } from "@/ui/Menu";
import { Panel } from "@/ui/Page";
import { useStatus } from "@/ui/Status";
import { type Column, Table } from "@/ui/Table";
import { ImportedJudges } from "./ImportedJudges";
import { JudgeDialog } from "./JudgeDialog";
import styles from "./RoutingPage.module.css";
import { RunControls } from "./RunControls";
import { RunDialog } from "./RunDialog";
import { TrainDialog } from "./TrainDialog";
import { TrustDialog } from "./TrustDialog";

type Opened = { what: "edit" | "run" | "try" | "trust"; judge: Judge };
const TONES: Record<string, Tone> = { trusted: "ok", provisional: "accent", suspended: "danger" };

/** The project's LLM judges: how far they are trusted, what they cost, how often they fail. */
export function Judges({ projectId, mayChange }: { projectId: number; mayChange: boolean }) {
  const judges = useJudges(projectId);
  const [creating, setCreating] = useState(false);
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  const [training, setTraining] = useState(false);
  const add = mayChange && (
    <span className={styles.controls}>
      <Button onClick={() => setTraining(true)}>Train from labels</Button>
      <Button onClick={() => setCreating(true)}>Add a judge</Button>
    </span>
  );
  return (
    <Panel title="Judges" actions={judges.data?.length ? add : null}>
      <RunControls projectId={projectId} mayChange={mayChange} />
      <Loaded query={judges} what="Judges">
        {(list) => (
          <Table
            caption="Judges of the project"
            columns={
              mayChange
                ? [named(projectId), ...facts, controls(projectId, setOpened)]
                : [named(projectId), ...facts]
            }
            rows={list}
            rowKey={(row) => row.id}
            empty={
              <EmptyState title="No judge yet" action={add}>
                A judge is a model with its prompt and settings, fixed once and for all. Until there
                is one, people judge everything.
              </EmptyState>
            }
          />
        )}
      </Loaded>
      <ImportedJudges projectId={projectId} />
      {creating && <JudgeDialog projectId={projectId} open onClose={() => setCreating(false)} />}
      {training && (
        <TrainDialog
          projectId={projectId}
          judges={judges.data ?? []}
          onClose={() => setTraining(false)}
        />
      )}
      {opened?.what === "edit" && (
        <JudgeDialog projectId={projectId} open onClose={close} edited={opened.judge} />
      )}
      {opened?.what === "run" && (
        <RunDialog projectId={projectId} judge={opened.judge} onClose={close} />
      )}
      {opened?.what === "try" && (
        <TryDialog projectId={projectId} judgeId={opened.judge.id} onClose={close} />
      )}
      {opened?.what === "trust" && (
        <TrustDialog projectId={projectId} judge={opened.judge} onClose={close} />
      )}
    </Panel>
  );
}

const named = (projectId: number): Column<Judge> => ({
  key: "name",
  head: "Judge",
  cell: (row) => (
    <>
      <Link to={`/p/${projectId}/judges/${row.id}`}>{row.name}</Link>{" "}
      {!row.active && <Badge>retired</Badge>}
    </>
  ),
});

const facts: Column<Judge>[] = [
  { key: "model", head: "Model", cell: (row) => <code>{row.model}</code> },
  {
    key: "trust",
    head: "Trust",
    cell: (row) => (
      <span title={row.trust.reason}>
        <Badge tone={TONES[row.trust.status] ?? "warn"}>{row.trust.status}</Badge>
      </span>
    ),
  },
  { key: "ok", head: "Calls", numeric: true, cell: (row) => count(row.calls.ok) },
  {
    key: "failed",
    head: "Failed",
    numeric: true,
    cell: (row) => failures(row.calls),
  },
  { key: "spent", head: "Spent", numeric: true, cell: (row) => usd(row.spent_usd) },
  { key: "version", head: "Version", numeric: true, cell: (row) => count(row.version) },
  {
    key: "sha",
    head: "Spec",
    cell: (row) => <code title={row.sha256}>{shortHash(row.sha256)}</code>,
  },
];

/** "3 + 2 lost, 1 asked again". */
function failures({ failed, unknown, again }: Judge["calls"]): string {
  const lost = unknown > 0 ? ` + ${count(unknown)} lost` : "";
  return `${count(failed)}${lost}${again > 0 ? `, ${count(again)} asked again` : ""}`;
}

function controls(projectId: number, open: (opened: Opened) => void): Column<Judge> {
  return {
    key: "controls",
    head: <span className="visually-hidden">Change</span>,
    numeric: true,
    cell: (row) => <Controls projectId={projectId} judge={row} open={open} />,
  };
}

function Controls(props: { projectId: number; judge: Judge; open: (opened: Opened) => void }) {
  const { projectId, judge, open } = props;
  const asks = judge.backend !== "panel";
  const tag = useTag(projectId, judge);
  const retire = useRetire(projectId, judge);
  const items: MenuItem[] = [
    {
      label: `Edit: make version ${judge.version + 1}…`,
      onSelect: () => open({ what: "edit", judge }),
    },
  ];
  if (asks) {
    items.push(
      { label: "Try it on five items…", onSelect: () => open({ what: "try", judge }) },
      { label: "Key, prices and pace…", onSelect: () => open({ what: "run", judge }) },
    );
  }
  if (judge.active && READERS.has(judge.backend))
    items.push({ label: "Tag prompts, paid like any call", onSelect: tag });
  items.push("separator", {
    label: judge.active ? "Retire" : "Ask again",
    onSelect: retire,
    danger: judge.active,
  });
  return (
    <span className={styles.controls}>
      <Button
        size="small"
        variant="quiet"
        aria-label={`Trust in ${judge.name}`}
        onClick={() => open({ what: "trust", judge })}
      >
        Trust…
      </Button>
      <Menu
        label={`What can be done with ${judge.name}`}
        trigger={
          <Button size="small" variant="quiet" aria-label={`More for ${judge.name}`}>
            More
          </Button>
        }
        items={items}
      />
    </span>
  );
}

/** Kinds of judges that read instructions, and so can say what a prompt is about. */
const READERS = new Set(["openai", "transformers", "scripted"]);

function useTag(projectId: number, judge: Judge) {
  const tag = useTagPrompts(projectId);
  const say = useStatus();
  return () =>
    tag.mutate(judge.id, {
      onSuccess: () =>
        say(`${judge.name} tags the prompts in the background; see the overview.`, "ok"),
      onError: (error) => say(error.message, "danger"),
    });
}

function useRetire(projectId: number, judge: Judge) {
  const change = useSetJudgeActive(projectId);
  const say = useStatus();
  const done = judge.active ? "is asked nothing more" : "is asked again";
  return () =>
    change.mutate(
      { judgeId: judge.id, active: !judge.active },
      {
        onSuccess: () => say(`${judge.name} ${done}.`, "ok"),
        onError: (error) => say(error.message, "danger"),
      },
    );
}
