import type { AnswerOf } from "@/api/types";
import { keyOf } from "@/commands/commands";
import { t } from "@/lib/i18n";
import { cx } from "@/ui/cx";
import { Places } from "./Choosables";
import { sideAt } from "./choosing";
import { type Kind, letter, type RowProps, unfilled } from "./kind";
import styles from "./kinds.module.css";

type Answer = AnswerOf["playback"] | undefined;

const whole = (answer: Answer, side: string) => answer?.played[side]?.whole === true;

/** Each sound or film is played to its end; until then nothing that follows is asked. */
export const playback: Kind<"playback"> = {
  slots: (_, sides) => sides.length,
  gaps: (_, answer, sides) => unfilled(sides.length, (n) => whole(answer, sideAt(sides, n))),
  gate: true,
  begun: () => false,
  // Filled in by the players; V is a command of the whole bench, to hear one again later.
  commands: () => [],
  words: (_, answer, sides) =>
    sides
      .map(({ side }, n) => `${letter(n)} ${whole(answer, side) ? t("played") : "–"}`)
      .join(" · "),
  pane: (_, { slot }) => slot,
  Row: PlaybackRow,
};

function PlaybackRow({ answer, sides, live, slot, commands, onOpen }: RowProps<"playback">) {
  return (
    <div className={cx(styles.line, live && styles.lineHere)}>
      <Places
        sides={sides}
        at={live ? slot : -1}
        said={(side) => {
          const heard = answer?.played[side];
          if (!heard) return "";
          return heard.whole ? t("played") : t("{n} s", { n: Math.floor(heard.seconds) });
        }}
        onOpen={onOpen}
      />
      {live && (
        <p className={styles.hint}>
          <span className={styles.keysOnly}>
            {t("{key} plays and pauses.", { key: keyOf(commands, "play") })}{" "}
          </span>
          {t("Listen to the end; then the next question opens.")}
        </p>
      )}
    </div>
  );
}
