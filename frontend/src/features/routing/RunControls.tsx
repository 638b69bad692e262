import { useChangeJudging, useJudging } from "@/api/queries/judges";
import type { Judging } from "@/api/types";
import { plural } from "@/lib/figures";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { Progress } from "@/ui/Progress";
import { useStatus } from "@/ui/Status";
import { runSentence } from "./judge";

const ACTIONS = { running: ["pause", "cancel"], paused: ["resume", "cancel"] } as const;
const WORDS = { pause: "Pause", resume: "Resume", cancel: "Cancel: the rest to people" } as const;
const TITLES: Record<string, string> = {
  running: "Judging",
  paused: "Judging is paused",
  cancelling: "What still waits is on its way to people",
};

/** The judging that goes on: how far, how long still, what it has cost, and its brakes. */
export function RunControls({ projectId, mayChange }: { projectId: number; mayChange: boolean }) {
  const { data } = useJudging(projectId);
  const title = data && TITLES[data.state];
  if (!title) return null;
  if (data.items_held > 0 && data.calls_left === 0)
    return (
      <Notice tone="warn" title={`${plural(data.items_held, "item")} wait for people`}>
        No judge could decide on them, and the budget for judgments of people does not hold them.
        They go to people by themselves once <a href="#budgets">it is raised</a>.
      </Notice>
    );
  const total = data.calls_done + data.calls_left;
  return (
    <Notice
      tone={data.state === "running" ? "info" : "warn"}
      title={title}
      action={mayChange && <Brakes projectId={projectId} state={data.state} />}
    >
      <p>{runSentence(data)}</p>
      <Progress label="Calls of judges" value={data.calls_done} max={total || null} />
    </Notice>
  );
}

function Brakes({ projectId, state }: { projectId: number; state: Judging["state"] }) {
  const change = useChangeJudging(projectId);
  const say = useStatus();
  const actions = ACTIONS[state as keyof typeof ACTIONS] ?? [];
  return (
    <span>
      {actions.map((action) => (
        <Button
          key={action}
          size="small"
          disabled={change.isPending}
          onClick={() =>
            change.mutate(action, { onError: (error) => say(error.message, "danger") })
          }
        >
          {WORDS[action]}
        </Button>
      ))}
    </span>
  );
}
