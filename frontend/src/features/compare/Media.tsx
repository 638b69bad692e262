import { useEffect, useRef } from "react";
import type { AnswerOf, Media as File, Side } from "@/api/types";
import { t } from "@/lib/i18n";
import type { BenchDesk } from "./benchCommands";
import styles from "./Media.module.css";

type Props = {
  file: File;
  /** Says what it is, and nothing of where it is from. */
  name: string;
  /** What a player tells; pictures tell nothing. */
  onPlayed?: ((seconds: number, whole: boolean) => void) | undefined;
};

/** A picture, a sound or a film in the place of a text; nothing plays by itself. */
export default function Media({ file, name, onPlayed }: Props) {
  if (file.kind === "missing")
    return (
      <p className={styles.missing}>
        {t("The file of this response is missing: flag the item, then skip it.")}
      </p>
    );
  if (file.kind === "image")
    return (
      <div className={styles.picture} data-picture>
        <img
          src={file.url}
          alt={name}
          width={file.width ?? undefined}
          height={file.height ?? undefined}
          draggable={false}
          referrerPolicy="no-referrer"
        />
      </div>
    );
  return <Player file={file} name={name} onPlayed={onPlayed} />;
}

/** Played to its end, give or take what a player leaves out of its last frame. */
const REST = 0.3; // seconds

function Player({ file, name, onPlayed }: Props) {
  const heard = useRef({ seconds: 0, at: 0, told: 0 });
  const player = {
    className: styles.player,
    src: file.url,
    controls: true,
    preload: "metadata",
    controlsList: "nodownload noplaybackrate noremoteplayback",
    "data-player": "",
    "aria-label": name,
    onPlay: ({ currentTarget: here }: React.SyntheticEvent<HTMLMediaElement>) => {
      for (const other of document.querySelectorAll<HTMLMediaElement>("[data-player]"))
        if (other !== here) other.pause();
      here.playbackRate = 1;
      heard.current.at = here.currentTime;
    },
    // Before the time changes: what was jumped over was not heard.
    onSeeking: ({ currentTarget: here }: React.SyntheticEvent<HTMLMediaElement>) => {
      heard.current.at = here.currentTime;
    },
    onTimeUpdate: (event: React.SyntheticEvent<HTMLMediaElement>) => tell(event.currentTarget),
    onPause: (event: React.SyntheticEvent<HTMLMediaElement>) => tell(event.currentTarget, true),
    onEnded: (event: React.SyntheticEvent<HTMLMediaElement>) => tell(event.currentTarget, true),
  } as const;
  /** What was really played: a jump to the end plays nothing. */
  const tell = (here: HTMLMediaElement, now = false) => {
    const { current } = heard;
    const step = here.currentTime - current.at;
    if (step > 0 && step < 1.5) current.seconds += step;
    current.at = here.currentTime;
    if (!now && current.seconds - current.told < 1) return;
    const whole = covered(here.played) >= here.duration - REST;
    onPlayed?.(current.seconds - current.told, whole);
    current.told = current.seconds;
  };
  // biome-ignore-start lint/a11y/useMediaCaption: these are what is judged; nobody wrote captions
  return file.kind === "audio" ? <audio {...player} /> : <video {...player} playsInline />;
  // biome-ignore-end lint/a11y/useMediaCaption: these are what is judged; nobody wrote captions
}

function covered(ranges: TimeRanges): number {
  let seconds = 0;
  for (let n = 0; n < ranges.length; n += 1) seconds += ranges.end(n) - ranges.start(n);
  return seconds;
}

type Judged = { side: Side; name: string; desk: BenchDesk; onAnswer: Answering };
type Answering = (key: string, answer: AnswerOf["playback"]) => void;

/** A response that is a file; what was played of it is an answer where the project asks for that. */
export function Response({ side, name, desk, onAnswer }: Judged) {
  const latest = useRef({ desk, onAnswer });
  useEffect(() => {
    latest.current = { desk, onAnswer };
  });
  const played = (seconds: number, whole: boolean) => {
    const { desk, onAnswer } = latest.current;
    const question = desk.asked.questions.find((q) => q.type === "playback");
    if (!question) return;
    const before = (desk.answers[question.key] as AnswerOf["playback"] | undefined)?.played;
    const was = before?.[side.side];
    const answer = {
      played: {
        ...before,
        [side.side]: {
          seconds: Math.round(((was?.seconds ?? 0) + seconds) * 100) / 100,
          whole: whole || (was?.whole ?? false),
        },
      },
    };
    const here = desk.asked.questions[desk.row] === question;
    const done = desk.sides.every((s) => answer.played[s.side]?.whole);
    // The last one heard goes on to what is asked of it.
    if (here && whole && done) desk.give(answer, t("played to the end"));
    else onAnswer(question.key, answer);
  };
  const file = side.media;
  return file ? <Media file={file} name={name} onPlayed={played} /> : null;
}

/** What is shown beside the prompt. */
export function Beside({ files }: { files: readonly File[] }) {
  return (
    <div className={styles.beside}>
      {files.map((file, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a file is its place
        <Media key={n} file={file} name={t("File {n} beside the prompt", { n: n + 1 })} />
      ))}
    </div>
  );
}
