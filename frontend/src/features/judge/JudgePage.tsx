import { useState } from "react";
import { useParams } from "react-router";
import { useAttackJudge, useJudges } from "@/api/queries/judges";
import { useRole } from "@/api/queries/session";
import { Button, ButtonLink } from "@/ui/Button";
import { Page } from "@/ui/Page";
import { useStatus } from "@/ui/Status";
import { Attacks } from "./Attacks";
import { Report } from "./Report";
import { TryDialog } from "./TryDialog";

/** How far one judge may be trusted, why, and where it differs from people. */
export default function JudgePage() {
  const params = useParams();
  const [id, judgeId] = [Number(params.id), Number(params.judgeId)];
  const mayChange = useRole(id) === "admin";
  const judges = useJudges(id);
  const judge = judges.data?.find((one) => one.id === judgeId);
  const [trying, setTrying] = useState(false);
  return (
    <Page
      title={judge ? `Judge ${judge.name}` : "Judge"}
      sentence={judge && `${judge.model}, ${judge.trust.status}. ${judge.trust.reason}`}
      actions={
        <>
          <ButtonLink to={`/p/${id}/routing`}>All judges</ButtonLink>
          {mayChange && judge && judge.backend !== "panel" && (
            <>
              <AttackButton projectId={id} judgeId={judgeId} />
              <Button variant="primary" onClick={() => setTrying(true)}>
                Try it on five items
              </Button>
            </>
          )}
        </>
      }
    >
      <Report
        projectId={id}
        whose={{ kind: "made", id: judgeId }}
        mayAsk={mayChange}
        more={<Attacks projectId={id} judgeId={judgeId} />}
      />
      {trying && <TryDialog projectId={id} judgeId={judgeId} onClose={() => setTrying(false)} />}
    </Page>
  );
}

function AttackButton({ projectId, judgeId }: { projectId: number; judgeId: number }) {
  const attack = useAttackJudge(projectId, judgeId);
  const say = useStatus();
  return (
    <Button
      disabled={attack.isPending}
      onClick={() =>
        attack.mutate(undefined, {
          onSuccess: () => say("The attacks run in the background and are paid as calls.", "ok"),
          onError: (error) => say(error.message, "danger"),
        })
      }
    >
      Attack it
    </Button>
  );
}
