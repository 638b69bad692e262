import { useEffect, useState } from "react";
import { t } from "@/lib/i18n";
import { cx } from "./cx";
import styles from "./DiffText.module.css";
import { SHOWN } from "./RichText";
import texts from "./RichText.module.css";
import type { Piece } from "./wordDiff";

type Props = {
  text: string;
  other: string;
  /** Long stretches that both have are not folded. */
  whole?: boolean;
};

/** What both have is folded where it is longer than this; so much of it stays at either end. */
const LONG = 600;
const ENDS = 160;

/**
 * One of two texts, raw, with the words marked that the other one does not have. Marks have no hue
 * of loss or gain: neither text is the right one.
 */
export default function DiffText({ text, other, whole = false }: Props) {
  const [pieces, setPieces] = useState<Piece[] | null | "working">("working");
  useEffect(() => {
    let current = true;
    setPieces("working");
    import("./wordDiff").then(
      ({ onlyHere }) => {
        if (current) setPieces(onlyHere(text.slice(0, SHOWN), other.slice(0, SHOWN)));
      },
      () => {},
    );
    return () => {
      current = false;
    };
  }, [text, other]);
  return (
    <div className={cx(texts.text, styles.diff)} dir="auto">
      {pieces === null && (
        <p className={texts.more}>
          {t("These two are too different to be compared word by word.")}
        </p>
      )}
      {Array.isArray(pieces)
        ? pieces.map((piece, n) =>
            piece.marked ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces are places in a text
              <mark key={n}>{piece.text}</mark>
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces are places in a text
              <Alike key={n} text={piece.text} whole={whole} />
            ),
          )
        : text.slice(0, SHOWN)}
    </div>
  );
}

/** A stretch that both texts have. */
function Alike({ text, whole }: { text: string; whole: boolean }) {
  const [open, setOpen] = useState(false);
  if (open || whole || text.length < LONG) return text;
  return (
    <>
      {text.slice(0, ENDS)}
      <button type="button" className={styles.fold} onClick={() => setOpen(true)}>
        {t("… {n} characters alike …", { n: text.length - 2 * ENDS })}
      </button>
      {text.slice(-ENDS)}
    </>
  );
}
