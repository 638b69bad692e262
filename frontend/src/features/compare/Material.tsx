import {
  memo,
  type RefObject,
  startTransition,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { Answer } from "@/api/types";
import { type Command, keyOf } from "@/commands/commands";
import { afterPaint, cancel, idle } from "@/lib/idle";
import { cx } from "@/ui/cx";
import type { View } from "./BenchDesk";
import styles from "./BenchDesk.module.css";
import type { BenchDesk } from "./benchCommands";
import { PromptPane } from "./PromptPane";
import { Responses } from "./Responses";
import type { Work } from "./state";

type Shared = {
  work: Work;
  view: View;
  near: number | null;
  desk: BenchDesk;
  commands: readonly Command<BenchDesk>[];
  onAnswer: (key: string, answer: Answer) => void;
  onToggle: () => void;
  onFolds: (folds: boolean) => void;
};

/** As the next item is met: what was opened for one is closed, the way of reading stays. */
export const unopened = (view: View): View =>
  view.prompt || view.find ? { ...view, prompt: false, find: false } : view;

/**
 * The item on the screen, behind it the next one, laid out: a key has only to show it; and the one
 * before, until there is time to take it away. Nobody sees, hears, finds or focuses those two.
 */
export function Materials({ next, ...rest }: Shared & { next: Work | null }) {
  const { work, view } = rest;
  const fresh = useMemo(() => unopened(view), [view]);
  const left = useLeft(work);
  const unseen = { ...rest, view: fresh, near: null };
  return [
    left && left.assignment.id !== next?.assignment.id && (
      <Material key={left.assignment.id} {...unseen} work={left} place="left" />
    ),
    <Material key={work.assignment.id} {...rest} place="here" />,
    next && <Material key={next.assignment.id} {...unseen} work={next} place="next" />,
  ];
}

/** The item that was on the screen before, until the page is idle; null where there is none. */
function useLeft(work: Work): Work | null {
  const [{ here, left }, set] = useState<{ here: Work; left: Work | null }>({
    here: work,
    left: null,
  });
  const changed = here.assignment.id !== work.assignment.id;
  // What plays is taken away at once, and so falls silent.
  const now = changed ? (plays(here) ? null : here) : left;
  if (changed) set({ here: work, left: now });
  useEffect(() => {
    if (!left) return;
    const request = idle(() =>
      startTransition(() =>
        set((state) => (state.left === left ? { ...state, left: null } : state)),
      ),
    );
    return () => cancel(request);
  }, [left]);
  return now?.assignment.id === work.assignment.id ? null : now;
}

const plays = ({ assignment: { sides, context } }: Work): boolean =>
  Boolean(context.media) || sides.some((side) => side.media);

type Props = Shared & { place: "here" | "next" | "left" };

/** What an item shows: its prompt, and the responses. */
const Material = memo(function Material(props: Props) {
  const { work, place, view, near, desk, commands, onAnswer, onToggle, onFolds } = props;
  const shown = place === "here";
  const node = useRef<HTMLDivElement>(null);
  useInert(node, !shown);
  return (
    <div
      ref={node}
      className={cx(styles.material, styles[place])}
      aria-hidden={!shown || undefined}
    >
      <PromptPane
        assignment={work.assignment}
        shown={shown}
        open={view.prompt}
        onToggle={onToggle}
        onFolds={onFolds}
        keyName={keyOf(commands, "prompt")}
      />
      <Responses
        work={work}
        shown={shown}
        view={view}
        near={near}
        desk={desk}
        commands={commands}
        onAnswer={onAnswer}
      />
    </div>
  );
}, unseen);

/**
 * Every element within has to be told that it is inert no longer, so that is done once it has been
 * painted: nobody is quick enough to miss it.
 */
function useInert(node: RefObject<HTMLDivElement | null>, inert: boolean) {
  useLayoutEffect(() => {
    const { current } = node;
    if (!current || current.inert === inert) return;
    if (inert) current.inert = true;
    else
      return afterPaint(() => {
        current.inert = false;
      });
  }, [node, inert]);
}

/** What waits is not made anew by what is done to the item before it. */
function unseen(before: Props, now: Props): boolean {
  return (
    before.place === now.place &&
    now.place !== "here" &&
    before.work.assignment === now.work.assignment &&
    before.view === now.view
  );
}
