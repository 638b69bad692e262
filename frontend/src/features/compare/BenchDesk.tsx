import { useEffect, useRef, useState } from "react";
import type { Queue, User } from "@/api/types";
import { useCommands } from "@/commands/useCommands";
import { cx } from "@/ui/cx";
import { useStatus } from "@/ui/Status";
import { Actions } from "./Actions";
import styles from "./BenchDesk.module.css";
import { benchCommands, type BenchDesk as Desk, type DialogName } from "./benchCommands";
import { Guidelines } from "./Guidelines";
import { Header } from "./Header";
import { PromptPane } from "./PromptPane";
import { Responses } from "./Responses";
import { Resting } from "./Resting";
import type { Point } from "./scale";
import { type Bench, current } from "./state";
import { useBench } from "./useBench";
import { useDialogs } from "./useDialogs";
import { useSignedOut } from "./useSignedOut";
import { VerdictBar } from "./VerdictBar";

export type View = {
  diff: boolean;
  locked: boolean;
  raw: boolean;
  prompt: boolean;
  guidelines: boolean;
};

/** The bench itself: prompt, two responses, the verdict bar, and the keys for all of it. */
export function BenchDesk({ user, queue }: { user: User; queue: Queue }) {
  const { questions, guideline } = queue;
  const loop = useBench(user.id, queue);
  const { bench, work, dispatch } = loop;
  const say = useStatus();
  const [view, setView] = useState<View>({
    diff: false,
    locked: false,
    raw: false,
    prompt: false,
    guidelines: false,
  });
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const [promptFolds, setPromptFolds] = useState(false);
  const signedOut = useSignedOut(loop.box.signedOut);
  const BenchDialogs = useDialogs(dialog !== null || signedOut.open);
  const panes = useRef<HTMLDivElement>(null);
  const writing = useRef<HTMLTextAreaElement>(null);
  const singleKeys = user.preferences.keys !== false;
  const reading = mustReadFirst(guideline, bench);

  const id = work?.assignment.id;
  const shown = useRef(id);
  useEffect(() => {
    if (shown.current === id) return;
    shown.current = id;
    setView((now) => ({ ...now, prompt: false }));
    // A text box of the item before must not swallow the keys of this one.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }, [id]);
  const choose = (point: Point) => {
    const question = questions[bench.row];
    if (question?.type !== "comparison") return;
    dispatch({ type: "answer", key: question.key, answer: point.answer, advance: true });
    say(`${question.title}: ${point.name}`, "info", { quiet: true });
  };
  const toggle = (name: keyof View) => setView((now) => ({ ...now, [name]: !now[name] }));
  const desk: Desk = {
    hasWork: work !== null,
    reopened: work !== null && work.assignment.judgment_id !== null,
    canUndo: bench.done.length > 0,
    hasGuideline: guideline !== null,
    promptFolds,
    questions,
    row: bench.row,
    choose,
    goTo: (row) => dispatch({ type: "row", row }),
    // At once: the next letter belongs to the text already. Its row becomes active by the focus.
    write: () => writing.current?.focus(),
    submit: () => void loop.submit(),
    undo: () => void loop.undo(),
    keep: loop.keep,
    putBack: () => void loop.putBack(),
    saveDraft: () => {
      loop.saveDraft();
      say("Draft saved.", "ok");
    },
    open: setDialog,
    toggle,
    swap: () => dispatch({ type: "swapped" }),
    scroll: (pages) => {
      for (const pane of panes.current?.querySelectorAll("[data-pane]") ?? [])
        pane.scrollBy({ top: pages * pane.clientHeight * 0.85 });
    },
  };
  const commands = benchCommands(desk);
  useCommands({
    commands,
    state: desk,
    singleKeys,
    paused: dialog !== null || signedOut.open || reading,
    onConflict: (both) =>
      say(
        `Two commands share this key (${both.map((c) => c.label).join(", ")}), so neither ran.`,
        "danger",
      ),
  });

  return (
    <div className={cx(styles.bench, !singleKeys && styles.noKeys)}>
      <title>{`${queue.project.name} · Tiebreak`}</title>
      <Header project={queue.project} bench={bench} work={work} desk={desk} commands={commands} />
      {reading && guideline ? (
        <Guidelines projectId={queue.project.id} guideline={guideline} mustRead />
      ) : work ? (
        <main className={styles.main}>
          <h1 className="visually-hidden">Compare two responses</h1>
          <div className={styles.material} ref={panes}>
            <PromptPane
              key={`prompt-${id}`}
              assignment={work.assignment}
              open={view.prompt}
              onToggle={() => toggle("prompt")}
              onFolds={setPromptFolds}
            />
            <Responses key={`pair-${id}`} work={work} view={view} desk={desk} commands={commands} />
          </div>
          <VerdictBar
            key={`verdict-${id}`}
            questions={questions}
            work={work}
            row={bench.row}
            desk={desk}
            writing={writing}
            onText={(key, text) =>
              dispatch({ type: "answer", key, answer: { text }, advance: false })
            }
          />
          <Actions desk={desk} commands={commands} box={loop.box} onResend={loop.resend} />
        </main>
      ) : (
        <Resting bench={bench} box={loop.box} projectId={queue.project.id} onAsk={loop.ask} />
      )}
      {view.guidelines && guideline && !reading && (
        <Guidelines
          projectId={queue.project.id}
          guideline={guideline}
          onClose={() => toggle("guidelines")}
        />
      )}
      {BenchDialogs && (dialog || signedOut.open) && (
        <BenchDialogs
          name={dialog}
          onClose={() => setDialog(null)}
          user={user}
          signedOut={signedOut.open}
          onSignedIn={() => {
            signedOut.close();
            loop.resend();
            void loop.ask();
          }}
          assignmentId={id ?? null}
          commands={commands}
          desk={desk}
          singleKeys={singleKeys}
          onSkip={loop.skip}
        />
      )}
    </div>
  );
}

/** New guidelines wait until an answer that was begun is sent, and come before the next item. */
function mustReadFirst(guideline: Queue["guideline"], bench: Bench): boolean {
  if (guideline === null || (bench.status !== "acknowledge" && guideline.acknowledged))
    return false;
  const work = current(bench);
  return !work || Object.keys(work.answers).length === 0;
}
