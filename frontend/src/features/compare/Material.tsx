import { memo, useMemo } from "react";
import type { Answer } from "@/api/types";
import { type Command, keyOf } from "@/commands/commands";
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
 * The item on the screen, and behind it the next one, laid out: a key has only to show it. Until then
 * it is invisible, so that nobody sees, hears, finds or focuses it.
 */
export function Materials({ next, ...rest }: Shared & { next: Work | null }) {
  const { work, view } = rest;
  const fresh = useMemo(() => unopened(view), [view]);
  return [
    <Material key={work.assignment.id} {...rest} shown />,
    next && (
      <Material
        key={next.assignment.id}
        {...rest}
        work={next}
        view={fresh}
        near={null}
        shown={false}
      />
    ),
  ];
}

type Props = Shared & { shown: boolean };

/** What an item shows: its prompt, and the responses. */
const Material = memo(function Material(props: Props) {
  const { work, shown, view, near, desk, commands, onAnswer, onToggle, onFolds } = props;
  return (
    <div className={cx(styles.material, !shown && styles.next)} aria-hidden={!shown || undefined}>
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

/** What waits is not made anew by what is done to the item before it. */
function unseen(before: Props, now: Props): boolean {
  return (
    !before.shown &&
    !now.shown &&
    before.work.assignment === now.work.assignment &&
    before.view === now.view
  );
}
