import { type RefObject, useEffect, useReducer, useState } from "react";
import type { Command } from "@/commands/commands";
import { rangesOfWords } from "@/lib/find";
import { t } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import type { BenchDesk } from "./benchCommands";
import styles from "./Find.module.css";
import { KeyButton } from "./KeyButton";
import { panes } from "./kinds/painting";

const paint = "highlights" in CSS ? CSS.highlights : null;
const LAYERS = ["tiebreak-find", "tiebreak-find-here"] as const;

type Props = {
  /** Where the commands that go from place to place find this. */
  hit: RefObject<BenchDesk["hit"] | null>;
  desk: BenchDesk;
  commands: readonly Command<BenchDesk>[];
  onClose: () => void;
};

/** Words looked for in all responses at once; what was folded there is unfolded meanwhile. */
export default function Find({ hit, desk, commands, onClose }: Props) {
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const [seen, look] = useReducer((n: number) => n + 1, 0);
  const found = usePlaces(words, seen, look);
  const here = found.length > 0 ? ((at % found.length) + found.length) % found.length : 0;
  useEffect(() => {
    if (!paint) return;
    paint.set(LAYERS[0], new Highlight(...found));
    const now = found[here];
    paint.set(LAYERS[1], now ? new Highlight(now) : new Highlight());
    now?.startContainer.parentElement?.scrollIntoView({ block: "center", inline: "nearest" });
    return () => {
      for (const layer of LAYERS) paint.delete(layer);
    };
  }, [found, here]);
  useEffect(() => {
    hit.current = (by) => setAt(here + by);
    return () => {
      hit.current = null;
    };
  }, [hit, here]);
  useEffect(() => {
    // Wherever one has pressed meanwhile.
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      onClose();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [onClose]);
  return (
    <search className={styles.find}>
      <input
        autoFocus
        type="text"
        dir="auto"
        aria-label={t("Find in all responses")}
        placeholder={t("Find in all responses")}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          setAt(0);
        }}
      />
      <output className={styles.count}>
        {words.trim() &&
          (found.length > 0
            ? t("{n} of {all}", { n: here + 1, all: found.length })
            : t("not found"))}
      </output>
      <KeyButton commands={commands} id="find-back" state={desk} label={t("Back")} />
      <KeyButton commands={commands} id="find-next" state={desk} label={t("Next")} />
      <Button size="small" variant="quiet" keyName="Esc" onClick={onClose}>
        {t("Close")}
      </Button>
    </search>
  );
}

const NONE: Range[] = [];

function usePlaces(words: string, seen: number, look: () => void): Range[] {
  const [found, setFound] = useState<Range[]>(NONE);
  useEffect(() => {
    const observer = new MutationObserver(look);
    for (const pane of panes()) observer.observe(pane, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [look]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `seen` says that the texts were rendered anew
  useEffect(() => {
    const timeout = setTimeout(
      () => setFound(words.trim() ? panes().flatMap((pane) => rangesOfWords(pane, words)) : NONE),
      80,
    );
    return () => clearTimeout(timeout);
  }, [words, seen]);
  return found;
}
