import { useEffect, useRef } from "react";
import { Link } from "react-router";
import { useJudgeTraining, useTrainJudge } from "@/api/queries/judgeTraining";
import type { Judge, JudgeTraining } from "@/api/types";
import { count, dateTime } from "@/lib/figures";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { JobBar } from "@/ui/JobBar";
import { Notice } from "@/ui/Notice";
import { useStatus } from "@/ui/Status";

type Props = { projectId: number; judges: readonly Judge[]; onClose: () => void };

/** Label a few, have the rest labelled: what training needs, how far it is, what came of it. */
export function TrainDialog({ projectId, judges, onClose }: Props) {
  const training = useJudgeTraining(projectId);
  const train = useTrainJudge(projectId);
  const now = training.data;
  const before = judges.find((judge) => judge.backend === "trained" && judge.active);
  const busy = train.isPending || now?.running === true;
  useSaid(now);
  return (
    <Dialog
      open
      onClose={onClose}
      title="Train a judge from the labels"
      description="A small classifier learns which of two responses people prefer and labels the rest, with how sure it is. It is asked, audited and trusted like any other judge."
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button variant="primary" disabled={busy} onClick={() => train.mutate()}>
            {before ? `Train version ${before.version + 1}` : "Train"}
          </Button>
        </>
      }
    >
      <p>
        It needs {count(now?.needed ?? 40)} items or more on which people preferred one of two
        responses; ties teach it nothing. It sees of each response its length, lists, markdown,
        numbers, hedges, code, formulas, how varied its words are and how many it shares with the
        prompt. It runs on this machine and costs nothing.
      </p>
      {before && (
        <p>
          Training again retires the judge {before.name}, which keeps its verdicts; the next version
          begins untested.
        </p>
      )}
      {now?.running ? (
        <JobBar label="Learning from people" done={now.done} total={now.total} unit="items" />
      ) : (
        now && <Outcome projectId={projectId} training={now} onClose={onClose} />
      )}
      {train.error && <Notice tone="danger">{train.error.message}</Notice>}
      {training.error && <Notice tone="danger">{training.error.message}</Notice>}
    </Dialog>
  );
}

function Outcome(props: { projectId: number; training: JudgeTraining; onClose: () => void }) {
  const { projectId, training, onClose } = props;
  if (training.error) return <Notice tone="danger">{training.error}</Notice>;
  if (training.judge === null || training.at === null) return null;
  return (
    <Notice
      tone="ok"
      title={`Trained ${dateTime(training.at)}`}
      action={
        <Link to={`/p/${projectId}/judges/${training.judge}`} onClick={onClose}>
          Look at it
        </Link>
      }
    >
      {training.said}
    </Notice>
  );
}

/** Says aloud what came of a training that ended while somebody waits for it. */
function useSaid(now: JudgeTraining | undefined) {
  const say = useStatus();
  const was = useRef(false);
  useEffect(() => {
    if (!now) return;
    if (was.current && !now.running && !now.error) say(now.said, "ok");
    was.current = now.running;
  }, [now, say]);
}
