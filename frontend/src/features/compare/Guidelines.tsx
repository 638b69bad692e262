import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { acknowledge, queueQuery } from "@/api/queries/queue";
import type { Queue } from "@/api/types";
import { t } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Notice } from "@/ui/Notice";
import { RichText } from "@/ui/RichText";
import styles from "./Guidelines.module.css";

type Props = {
  projectId: number;
  guideline: NonNullable<Queue["guideline"]>;
  /** Nothing is handed out before this version has been read. */
  mustRead?: boolean;
  /** That the project is written in. */
  language: string;
  /** The key that closes it, as printed. */
  keyName?: string;
  onClose?: () => void;
};

/** The project's guidelines: a panel beside the work, or the whole page when they are new. */
export default function Guidelines(props: Props) {
  const { projectId, guideline, mustRead = false, keyName, onClose } = props;
  const client = useQueryClient();
  const body = useRef<HTMLDivElement>(null);
  useKeptPlace(body, `tiebreak.guidelines.${projectId}.${guideline.version}`);
  const read = useMutation({
    mutationFn: () => acknowledge(projectId, guideline.version),
    // Read: the queue opens. Changed once more meanwhile: the newest is shown instead.
    onSettled: () => client.invalidateQueries(queueQuery(projectId)),
  });
  const Frame = mustRead ? "main" : "aside";
  return (
    <Frame className={cx(mustRead ? styles.page : styles.panel)} aria-labelledby="guidelines-title">
      <header className={styles.head}>
        <div>
          {mustRead ? (
            <h1 id="guidelines-title">{t("Please read the guidelines first")}</h1>
          ) : (
            <h2 id="guidelines-title">{t("Guidelines")}</h2>
          )}
          <p className={styles.version}>{t("Version {n}", { n: guideline.version })}</p>
        </div>
        {onClose && (
          <Button variant="quiet" size="small" {...(keyName && { keyName })} onClick={onClose}>
            {t("Close")}
          </Button>
        )}
      </header>
      <div
        ref={body}
        className={styles.body}
        tabIndex={0}
        role="group"
        aria-label={t("Text of the guidelines")}
      >
        <RichText text={guideline.text} lang={props.language} />
      </div>
      {mustRead && (
        <footer className={styles.foot}>
          {read.isError && <Notice tone="danger">{t(read.error.message)}</Notice>}
          <p>{t("Each answer you give is kept together with the version you have read.")}</p>
          <Button
            variant="primary"
            autoFocus
            disabled={read.isPending}
            onClick={() => read.mutate()}
          >
            {t("I have read them")}
          </Button>
        </footer>
      )}
    </Frame>
  );
}

/** Opens where one left off. */
function useKeptPlace(body: React.RefObject<HTMLDivElement | null>, key: string) {
  useEffect(() => {
    const node = body.current;
    if (!node) return;
    node.scrollTop = Number(sessionStorage.getItem(key) ?? 0);
    const keep = () => sessionStorage.setItem(key, String(node.scrollTop));
    node.addEventListener("scrollend", keep);
    return () => node.removeEventListener("scrollend", keep);
  }, [body, key]);
}
