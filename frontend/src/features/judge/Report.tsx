import type { ReactNode } from "react";
import { useJudgeReport, type Whose } from "@/api/queries/standing";
import type { Standing } from "@/api/types";
import { dateTime, plural } from "@/lib/figures";
import { Badge, type Tone } from "@/ui/Badge";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";
import { DisagreementList } from "./DisagreementList";
import { Figures } from "./Figures";
import styles from "./JudgePage.module.css";

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

type Props = {
  projectId: number;
  whose: Whose;
  mayAsk: boolean;
  /** After the advice, and after the figures. */
  children?: ReactNode;
  more?: ReactNode;
};

/** What to do with a judge and why, all figures, and where it differs. */
export function Report({ projectId, whose, mayAsk, children, more }: Props) {
  const report = useJudgeReport(projectId, whose);
  return (
    <Loaded query={report} what="The report" lines={12}>
      {(known) =>
        known.report ? (
          <>
            <Advice report={known.report} asOf={known.as_of} />
            {children}
            <Figures report={known.report} imported={whose.kind === "imported"} />
            {more}
            <DisagreementList projectId={projectId} whose={whose} mayAsk={mayAsk} />
          </>
        ) : (
          <Notice title="The report is being counted">
            This project has many judgments; it is here in a minute.
          </Notice>
        )
      }
    </Loaded>
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
