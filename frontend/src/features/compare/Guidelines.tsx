import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { acknowledge, queueQuery } from "@/api/queries/queue";
import type { Queue } from "@/api/types";
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
  onClose?: () => void;
};

/** The project's guidelines: a panel beside the work, or the whole page when they are new. */
export default function Guidelines({ projectId, guideline, mustRead = false, onClose }: Props) {
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
            <h1 id="guidelines-title">Please read the guidelines first</h1>
          ) : (
            <h2 id="guidelines-title">Guidelines</h2>
          )}
          <p className={styles.version}>Version {guideline.version}</p>
        </div>
        {onClose && (
          <Button variant="quiet" size="small" keyName="G" onClick={onClose}>
            Close
          </Button>
        )}
      </header>
      <div
        ref={body}
        className={styles.body}
        tabIndex={0}
        role="group"
        aria-label="Text of the guidelines"
      >
        <RichText text={guideline.text} />
      </div>
      {mustRead && (
        <footer className={styles.foot}>
          {read.isError && <Notice tone="danger">{read.error.message}</Notice>}
          <p>Each answer you give is kept together with the version you have read.</p>
          <Button
            variant="primary"
            autoFocus
            disabled={read.isPending}
            onClick={() => read.mutate()}
          >
            I have read them
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
