import { useEffect, useState } from "react";
import { Link } from "react-router";
import type { Queue } from "@/api/types";
import type { Command } from "@/commands/commands";
import { clock } from "@/lib/format";
import { t } from "@/lib/i18n";
import { Badge } from "@/ui/Badge";
import { cx } from "@/ui/cx";
import { Progress } from "@/ui/Progress";
import type { BenchDesk } from "./benchCommands";
import styles from "./Header.module.css";
import { KeyButton } from "./KeyButton";
import type { Bench, Work } from "./state";
import { secondsLeft, WARN_SECONDS } from "./useLease";

type Props = {
  project: Queue["project"];
  bench: Bench;
  work: Work | null;
  desk: BenchDesk;
  commands: readonly Command<BenchDesk>[];
};

export function Header({ project, bench, work, desk, commands }: Props) {
  const { today, mine, left } = bench.progress;
  return (
    <header className={styles.header}>
      <Link to={`/p/${project.id}`} className={styles.project} title={t("Leave the bench")}>
        <span className={styles.arrow}>←</span>
        <bdi className={styles.name}>{project.name}</bdi>
      </Link>
      {project.simulated && <Badge tone="warn">{t("Demo data")}</Badge>}
      <div className={styles.progress}>
        <Progress label={t("Your share of what is left and done")} value={mine} max={mine + left} />
        <span>
          {t("{n} today", { n: today })}
          <span className={styles.left}> · {t("{n} left", { n: left })}</span>
        </span>
      </div>
      <div className={styles.tools}>
        {work && <Held work={work} />}
        {desk.hasGuideline && <KeyButton commands={commands} id="guidelines" state={desk} />}
        <KeyButton
          commands={commands}
          id="help"
          state={desk}
          label={t("Keys")}
          className={styles.wide}
        />
      </div>
    </header>
  );
}

/** How long the item is held; a number to look at, not to be read aloud each second. */
function Held({ work }: { work: Work }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const interval = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(interval);
  }, []);
  if (work.assignment.judgment_id !== null)
    return <Badge tone="accent">{t("Earlier answer, open again")}</Badge>;
  if (work.lost) return <Badge tone="warn">{t("No longer held; you can still send")}</Badge>;
  const left = secondsLeft(work, now);
  return (
    <span
      className={cx(styles.held, left < WARN_SECONDS && styles.soon)}
      role="timer"
      aria-live="off"
    >
      <span className={styles.words}>{t("held for you")} </span>
      {clock(left)}
    </span>
  );
}
