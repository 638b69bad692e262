import { useChangeJudging, useJudging } from "@/api/queries/judges";
import type { Judging } from "@/api/types";
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
