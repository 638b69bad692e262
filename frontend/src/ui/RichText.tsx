import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { t } from "@/lib/i18n";
import { directionOf, scriptOf } from "@/lib/script";
import { Button } from "./Button";
import { cx } from "./cx";
import { markdown, prepare } from "./markdown";
import styles from "./RichText.module.css";

/** Characters shown at first; more on request, so that a 5 MB answer leaves the page usable. */
export const SHOWN = 40_000;
/** What is shown of a text at first. */
const start = (text: string): string => (text.length > SHOWN ? text.slice(0, SHOWN) : text);

/** Make a text ready that is shown soon. */
export const prepareText = (text: string): void => prepare(start(text));

/** Characters per block of a long plain text: the browser lays out only those on the screen. */
const BLOCK = 10_000;

type Props = {
  text: string;
  /** The exact stored text instead of the rendered one. */
  raw?: boolean;
  lang?: string | undefined;
  /** Everything at once, however long: somebody looks for a word in it. */
  whole?: boolean;
  /** In the size of what is around it: a remark in a table, not a text to read. */
  small?: boolean;
};

/** A text somebody else wrote, rendered or raw. The only component that turns text into markup. */
export function RichText({ text, raw = false, lang, whole = false, small }: Props) {
  const [asked, setAll] = useState(false);
  const all = asked || whole;
  const long = text.length > SHOWN;
  const shown = all ? text : start(text);
  const script = useMemo(() => scriptOf(text), [text]);
  const direction = useMemo(() => directionOf(text), [text]);
  return (
    <div
      className={cx(styles.text, styles[script], small && styles.small)}
      dir={direction}
      lang={lang}
    >
      {raw || (long && all) ? <Plain text={shown} /> : <Rendered text={shown} />}
      {long && (
        <p className={styles.more}>
          {all
            ? t("All {n} characters, unformatted.", { n: text.length })
            : t("The first {shown} of {n} characters.", { shown: SHOWN, n: text.length })}{" "}
          <Button size="small" onClick={() => setAll(!all)}>
            {all ? t("Show less") : t("Show all")}
          </Button>
        </p>
      )}
    </div>
  );
}

function Plain({ text }: { text: string }) {
  const blocks = useMemo(() => {
    const cut: string[] = [];
    for (let at = 0; at < text.length; ) {
      const line = text.indexOf("\n", at + BLOCK) + 1;
      const end = line > 0 && line < at + 2 * BLOCK ? line : at + BLOCK;
      cut.push(text.slice(at, end));
      at = end;
    }
    return cut;
  }, [text]);
  return (
    <div className={styles.raw}>
      {blocks.map((block, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks are places in a text
        <div key={n} className={blocks.length > 1 ? styles.block : undefined}>
          {block}
        </div>
      ))}
    </div>
  );
}

function Rendered({ text }: { text: string }) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    ref.current?.replaceChildren(markdown(text));
  }, [text]);
  const done = useRef<string | null>(null);
  useEffect(() => {
    const root = ref.current;
    if (!root || done.current === text) return;
    const finished = () => {
      done.current = text;
    };
    // Without a connection formulas and code stay as they are written, and it is tried again.
    embellish(root).then(finished, () => {});
  });
  return <div ref={ref} className={styles.rendered} />;
}

/** Formulas and code, by parts that are loaded when a text first needs them. */
async function embellish(root: HTMLElement): Promise<void> {
  if (root.querySelector(".md-math[data-tex]")) (await import("./katex")).renderMath(root);
  if (root.querySelector("pre > code[class^=language-]:not(:has(span))"))
    (await import("./highlight")).renderCode(root);
  if (root.querySelector("pre")) (await import("./copying")).addCopies(root);
}
