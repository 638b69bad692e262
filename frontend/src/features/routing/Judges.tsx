import { useState } from "react";
import { Link } from "react-router";
import { useJudges, useSetJudgeActive, useTagPrompts } from "@/api/queries/judges";
import type { Judge } from "@/api/types";
import { count, shortHash, usd } from "@/lib/figures";
import { Badge, type Tone } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Loaded } from "@/ui/Loaded";
import { Panel } from "@/ui/Page";
import { useStatus } from "@/ui/Status";
import { type Column, Table } from "@/ui/Table";
import { JudgeDialog } from "./JudgeDialog";
import styles from "./RoutingPage.module.css";
import { RunControls } from "./RunControls";
import { TrustDialog } from "./TrustDialog";

const TONES: Record<string, Tone> = { trusted: "ok", provisional: "accent", suspended: "danger" };

/** The project's LLM judges: how far they are trusted, what they cost, how often they fail. */
export function Judges({ projectId, mayChange }: { projectId: number; mayChange: boolean }) {
  const judges = useJudges(projectId);
  const [creating, setCreating] = useState(false);
  const [weighed, setWeighed] = useState<Judge | null>(null);
  const add = mayChange && <Button onClick={() => setCreating(true)}>Add a judge</Button>;
  return (
    <Panel title="Judges" actions={judges.data?.length ? add : null}>
      <RunControls projectId={projectId} mayChange={mayChange} />
      <Loaded query={judges} what="Judges">
        {(list) => (
          <Table
            caption="Judges of the project"
            columns={
              mayChange
                ? [named(projectId), ...facts, controls(projectId, setWeighed)]
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
      <JudgeDialog projectId={projectId} open={creating} onClose={() => setCreating(false)} />
      <TrustDialog
        key={weighed?.id}
        projectId={projectId}
        judge={weighed}
        onClose={() => setWeighed(null)}
      />
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
    cell: (row) =>
      row.calls.unknown > 0
        ? `${count(row.calls.failed)} + ${count(row.calls.unknown)} lost`
        : count(row.calls.failed),
  },
  { key: "spent", head: "Spent", numeric: true, cell: (row) => usd(row.spent_usd) },
  {
    key: "sha",
    head: "Spec",
    cell: (row) => <code title={row.sha256}>{shortHash(row.sha256)}</code>,
  },
];

function controls(projectId: number, onWeigh: (judge: Judge) => void): Column<Judge> {
  return {
    key: "controls",
    head: <span className="visually-hidden">Change</span>,
    numeric: true,
    cell: (row) => (
      <span className={styles.controls}>
        <Button
          size="small"
          variant="quiet"
          aria-label={`Trust in ${row.name}`}
          onClick={() => onWeigh(row)}
        >
          Trust…
        </Button>
        {row.active && READERS.has(row.backend) && <TagButton projectId={projectId} judge={row} />}
        <ActiveButton projectId={projectId} judge={row} />
      </span>
    ),
  };
}

/** Kinds of judges that read instructions, and so can say what a prompt is about. */
const READERS = new Set(["openai", "transformers", "scripted"]);

function TagButton({ projectId, judge }: { projectId: number; judge: Judge }) {
  const tag = useTagPrompts(projectId);
  const say = useStatus();
  return (
    <Button
      size="small"
      variant="quiet"
      aria-label={`Tag prompts by ${judge.name}`}
      title="It says what each prompt is about, for rules and mixes to use; paid like any call."
      disabled={tag.isPending}
      onClick={() =>
        tag.mutate(judge.id, {
          onSuccess: () =>
            say(`${judge.name} tags the prompts in the background; see the overview.`, "ok"),
          onError: (error) => say(error.message, "danger"),
        })
      }
    >
      Tag prompts
    </Button>
  );
}

function ActiveButton({ projectId, judge }: { projectId: number; judge: Judge }) {
  const change = useSetJudgeActive(projectId);
  const say = useStatus();
  const word = judge.active ? "Retire" : "Ask again";
  return (
    <Button
      size="small"
      variant="quiet"
      aria-label={`${word}: ${judge.name}`}
      disabled={change.isPending}
      onClick={() =>
        change.mutate(
          { judgeId: judge.id, active: !judge.active },
          {
            onSuccess: () =>
              say(
                judge.active
                  ? `${judge.name} is asked nothing more.`
                  : `${judge.name} is asked again.`,
                "ok",
              ),
            onError: (error) => say(error.message, "danger"),
          },
        )
      }
    >
      {word}
    </Button>
  );
}
