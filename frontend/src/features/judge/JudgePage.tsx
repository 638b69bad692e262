import { useState } from "react";
import { useParams } from "react-router";
import { useAttackJudge, useJudgeReport, useJudges } from "@/api/queries/judges";
import { useRole } from "@/api/queries/session";
import type { Standing } from "@/api/types";
import { dateTime, plural } from "@/lib/figures";
import { Badge, type Tone } from "@/ui/Badge";
import { Button, ButtonLink } from "@/ui/Button";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Page, Panel } from "@/ui/Page";
import { useStatus } from "@/ui/Status";
import { DisagreementList } from "./DisagreementList";
import { Figures } from "./Figures";
import styles from "./JudgePage.module.css";
import { TryDialog } from "./TryDialog";

const ADVICE: Record<Standing["verdict"]["advice"], { tone: Tone; word: string }> = {
  trust: { tone: "ok", word: "Trust" },
  care: { tone: "warn", word: "With care" },
  avoid: { tone: "danger", word: "Do not use" },
  unknown: { tone: "neutral", word: "Not known yet" },
};
const FINDINGS: Record<Standing["verdict"]["reasons"][number]["finding"], [Tone, string]> = {
  bad: ["danger", "against it"],
  care: ["warn", "with care"],
  open: ["neutral", "not known"],
  good: ["ok", "good"],
};

/** How far one judge may be trusted, why, and where it differs from people. */
export default function JudgePage() {
  const params = useParams();
  const [id, judgeId] = [Number(params.id), Number(params.judgeId)];
  const mayChange = useRole(id) === "admin";
  const judges = useJudges(id);
  const report = useJudgeReport(id, judgeId);
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
      <Loaded query={report} what="The report" lines={12}>
        {(known) =>
          known.report ? (
            <>
              <Advice report={known.report} asOf={known.as_of} />
              <Figures report={known.report} />
              <DisagreementList projectId={id} judgeId={judgeId} mayAsk={mayChange} />
            </>
          ) : (
            <Notice title="The report is being counted">
              This project has many judgments; it is here in a minute.
            </Notice>
          )
        }
      </Loaded>
      {trying && <TryDialog projectId={id} judgeId={judgeId} onClose={() => setTrying(false)} />}
    </Page>
  );
}

function Advice({ report, asOf }: { report: Standing; asOf: string | null }) {
  const { verdict, basis } = report;
  const { tone, word } = ADVICE[verdict.advice];
  return (
    <Panel
      title={
        <>
          <Badge tone={tone}>{word}</Badge> {verdict.sentence}
        </>
      }
    >
      <p className={styles.quiet}>{basisSentence(basis, asOf)}</p>
      <ul className={styles.reasons}>
        {verdict.reasons.map((reason) => {
          const [colour, says] = FINDINGS[reason.finding];
          return (
            <li key={reason.rule}>
              <span>
                <Badge tone={colour}>{says}</Badge>
              </span>
              <span>{reason.text}</span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

function basisSentence(basis: Standing["basis"], asOf: string | null): string {
  const rows = `Rests on ${plural(basis.rows, "item")} that it and people judged`;
  const audited = basis.only_audited
    ? `; agreement and calibration on the ${basis.audited} of them that were audited`
    : basis.all_fair
      ? ""
      : "; too few of them audited, so that doubtful ones weigh more than they should";
  return `${rows}${audited}.${asOf ? ` As of ${dateTime(asOf)}.` : ""}`;
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
