import { lazy, Suspense, useEffect, useRef, useState } from "react";
import type { Answer, Answers, Queue, Side, User } from "@/api/types";
import { keyOf } from "@/commands/commands";
import { useCommands } from "@/commands/useCommands";
import { t } from "@/lib/i18n";
import { cx } from "@/ui/cx";
import { useStatus } from "@/ui/Status";
import { Actions } from "./Actions";
import styles from "./BenchDesk.module.css";
import { benchCommands, type BenchDesk as Desk, type DialogName, inForce } from "./benchCommands";
import { Header } from "./Header";
import { Materials, unopened } from "./Material";
import { type Asked, kindOf, rowBeside } from "./rules";
import { type Bench, current } from "./state";
import { type BenchActions, useBench, later as useBenchLater } from "./useBench";
import { useDialogs } from "./useDialogs";
import { useBox } from "./useOutbox";
import { usePrepared } from "./usePrepared";
import { useSignedOut } from "./useSignedOut";
import { VerdictBar } from "./VerdictBar";

// Not needed for the first item; fetched soon after it, so that they are there without a connection.
const later = {
  ...useBenchLater,
  guidelines: () => import("./Guidelines"),
  resting: () => import("./Resting"),
  diff: () => import("@/ui/DiffText"),
  find: () => import("./Find"),
};
const Beside = lazy(() => import("./Beside"));
const Guidelines = lazy(later.guidelines);
const Resting = lazy(later.resting);
const Find = lazy(later.find);
const SOON_MS = 400;

export type View = {
  diff: boolean;
  locked: boolean;
  stacked: boolean;
  raw: boolean;
  find: boolean;
  prompt: boolean;
  guidelines: boolean;
};

/** The bench itself: prompt, responses, the verdict bar, and the keys for all of it. */
export function BenchDesk({ user, queue, asked }: { user: User; queue: Queue; asked: Asked }) {
  const { guideline } = queue;
  const { questions } = asked;
  const loop = useBench(user.id, queue, asked);
  const { bench, work, dispatch } = loop;
  const next = usePrepared(bench.works);
  const say = useStatus();
  const [view, setView] = useState<View>({
    diff: false,
    locked: false,
    stacked: false,
    raw: false,
    find: false,
    prompt: false,
    guidelines: false,
  });
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const [promptFolds, setPromptFolds] = useState(false);
  const signedOut = useSignedOut(useBox(loop.outbox, (box) => box.signedOut));
  const offline = useBox(loop.outbox, (box) => box.offline);
  useEffect(() => {
    if (offline)
      say(t("No connection to the server. What you did is kept here."), "warn", { quiet: true });
  }, [offline, say]);
  const BenchDialogs = useDialogs(dialog !== null || signedOut.open);
  const panes = useRef<HTMLElement>(null);
  const bar = useRef<HTMLElement>(null);
  const hit = useRef<Desk["hit"]>(null);
  const singleKeys = user.preferences.keys !== false;
  const reading = mustReadFirst(guideline, bench);

  useEffect(() => {
    const load = () => Promise.allSettled(Object.values(later).map((part) => part()));
    const timeout = setTimeout(load, SOON_MS);
    return () => clearTimeout(timeout);
  }, []);

  const id = work?.assignment.id;
  const shown = useRef(id);
  useEffect(() => {
    if (shown.current === id) return;
    shown.current = id;
    setView(unopened);
    // A text box of the item before must not swallow the keys of this one.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }, [id]);
  const sides = work?.assignment.sides ?? NO_SIDES;
  const answers = work?.answers ?? NO_ANSWERS;
  const active = questions[bench.row];
  const [noted, note] = useState<{ at: string; scratch: unknown } | null>(null);
  const at = `${id} ${active?.key}`;
  const toggle = (name: keyof View) => setView((now) => ({ ...now, [name]: !now[name] }));
  const desk: Desk = {
    hasWork: work !== null,
    reopened: work !== null && work.assignment.judgment_id !== null,
    canUndo: bench.done.length > 0,
    hasGuideline: guideline !== null,
    promptFolds,
    finding: view.find,
    asked,
    answers,
    sides,
    prompt: asksOf(bench),
    row: bench.row,
    slot: bench.slot,
    scratch: noted?.at === at ? noted.scratch : null,
    note: (scratch) => note({ at, scratch }),
    give: (answer, said, stay = false) => {
      if (!active) return;
      dispatch({ type: "answer", key: active.key, answer, advance: !stay });
      if (said) say(`${active.title}: ${said}`, "info", { quiet: true });
    },
    step: (by) => desk.goTo(rowBeside(asked, answers, sides, bench.row, by)),
    goTo: (row, slot = 0) => dispatch({ type: "place", place: { row, slot } }),
    // At once: the next letter belongs to the text already. Its row becomes active by the focus.
    write: () => boxOf(bar.current, active?.key, bench.slot)?.focus(),
    submit: () => void loop.submit(),
    undo: () => void loop.undo(),
    keep: loop.keep,
    putBack: loop.putBack,
    saveDraft: () => {
      loop.saveDraft();
      say(t("Draft saved."), "ok");
    },
    open: setDialog,
    toggle,
    swap: () => dispatch({ type: "swapped" }),
    hit: (by) => hit.current?.(by),
    scroll: (pages) => {
      for (const pane of panes.current?.querySelectorAll("[data-pane]") ?? [])
        pane.scrollBy({ top: pages * pane.clientHeight * 0.85 });
    },
    play: () => playOrPause(panes.current, paneOf(desk) ?? 0),
  };
  const answer = (key: string, answer: Answer) =>
    dispatch({ type: "answer", key, answer, advance: false });
  const commands = benchCommands(desk, user.preferences.bindings);
  useCommands({
    commands: inForce(commands, view.find),
    state: desk,
    singleKeys,
    paused: [dialog, signedOut.open, reading, loop.told].some(Boolean),
    onConflict: (both) =>
      say(
        t("Two commands share this key ({which}), so neither ran.", {
          which: both.map((c) => c.label).join(", "),
        }),
        "danger",
      ),
  });

  return (
    <div className={cx(styles.bench, !singleKeys && styles.noKeys)}>
      <title>{`${queue.project.name} · Tiebreak`}</title>
      <Header project={queue.project} bench={bench} work={work} desk={desk} commands={commands} />
      <More user={user} queue={queue} asked={asked} loop={loop} />
      {reading && guideline ? (
        <Suspense>
          <Guidelines
            projectId={queue.project.id}
            guideline={guideline}
            language={queue.project.language}
            mustRead
          />
        </Suspense>
      ) : work ? (
        <main className={styles.main} ref={panes}>
          <h1 className="visually-hidden">{t("Judge an item")}</h1>
          <Materials
            work={work}
            next={next}
            view={view}
            near={paneOf(desk)}
            desk={desk}
            commands={commands}
            onAnswer={answer}
            onToggle={() => toggle("prompt")}
            onFolds={setPromptFolds}
          />
          <Suspense>
            {view.find && (
              <Find hit={hit} desk={desk} commands={commands} onClose={() => toggle("find")} />
            )}
          </Suspense>
          <VerdictBar
            ref={bar}
            id={work.assignment.id}
            language={queue.project.language}
            desk={desk}
            commands={commands}
            onAnswer={answer}
          />
          <Actions desk={desk} commands={commands} outbox={loop.outbox} onResend={loop.resend} />
        </main>
      ) : (
        <Suspense>
          <Resting
            bench={bench}
            outbox={loop.outbox}
            projectId={queue.project.id}
            onAsk={loop.ask}
          />
        </Suspense>
      )}
      {view.guidelines && guideline && !reading && (
        <Suspense>
          <Guidelines
            projectId={queue.project.id}
            guideline={guideline}
            language={queue.project.language}
            keyName={keyOf(commands, "guidelines")}
            onClose={() => toggle("guidelines")}
          />
        </Suspense>
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

type MoreProps = { user: User; queue: Queue; asked: Asked; loop: BenchActions };

/** What some projects, and some items, have beside the item; nothing is loaded for the others. */
function More({ user, queue, asked, loop }: MoreProps) {
  const [again] = useState(window.location.search);
  const { told, work } = loop;
  if (!(told || again || work?.assignment.training || queue.pace.pay || queue.break_minutes))
    return null;
  return (
    <Suspense>
      <Beside user={user} queue={queue} asked={asked} loop={loop} />
    </Suspense>
  );
}

const NO_SIDES: readonly Side[] = [];
const NO_ANSWERS: Answers = {};

/** The pane that the active place is about. */
function paneOf(desk: Desk): number | null {
  const question = desk.asked.questions[desk.row];
  return question ? (kindOf(desk.asked, question).pane?.(question as never, desk) ?? null) : null;
}

function playOrPause(panes: HTMLElement | null, pane: number) {
  const players = panes?.querySelectorAll<HTMLMediaElement>("[data-pane] [data-player]");
  const player = players?.[pane];
  if (player?.paused) void player.play();
  else player?.pause();
}

/** The last message is what a picture was asked for. */
const asksOf = (bench: Bench): string => current(bench)?.assignment.prompt.at(-1)?.content ?? "";

/** The text box of the active place, or of the active row, or the first there is. */
function boxOf(bar: HTMLElement | null, key: string | undefined, slot: number): HTMLElement | null {
  const row = `[data-row="${key}"] textarea`;
  const wanted = [`${row}[data-slot="${slot}"]`, row, "textarea"];
  return wanted.reduce<HTMLElement | null>(
    (box, at) => box ?? bar?.querySelector(at) ?? null,
    null,
  );
}

/** New guidelines wait until an answer that was begun is sent, and come before the next item. */
function mustReadFirst(guideline: Queue["guideline"], bench: Bench): boolean {
  if (guideline === null || (bench.status !== "acknowledge" && guideline.acknowledged))
    return false;
  const work = current(bench);
  return !work || Object.keys(work.answers).length === 0;
}
