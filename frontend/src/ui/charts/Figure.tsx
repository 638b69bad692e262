import type * as PlotModule from "@observablehq/plot";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { type Numbers, toCsv } from "./csv";
import { download, downloadPng, standalone } from "./download";
import styles from "./Figure.module.css";

export type Plot = typeof PlotModule;
export type Draw = (plot: Plot, width: number) => Element;

type Props = {
  title: string;
  /** What the chart shows, in a sentence with its figures: all that some people get of it. */
  summary: string;
  numbers: Numbers;
  /** Must be stable between renders (useCallback): a new function draws anew. */
  draw: Draw;
  height: number;
  children?: ReactNode;
};

/** A chart with its title, its text alternative, and its numbers to take along. */
export function Figure({ title, summary, numbers, draw, height, children }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (width === 0) return;
    let current = true;
    import("@observablehq/plot").then(
      (plot) => current && frame.current?.replaceChildren(unlabelled(draw(plot, width))),
      () => current && setFailed(true),
    );
    return () => {
      current = false;
    };
  }, [draw, width]);
  const saveSvg = () => {
    const svg = frame.current?.querySelector("svg");
    if (svg) download(`${numbers.name}.svg`, standalone(svg), "image/svg+xml");
  };
  const savePng = () => {
    const svg = frame.current?.querySelector("svg");
    if (svg) void downloadPng(`${numbers.name}.png`, svg);
  };
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <h3>{title}</h3>
        <span className={styles.links}>
          <button
            type="button"
            className={styles.link}
            aria-label={`${title}: numbers as CSV`}
            onClick={() => download(`${numbers.name}.csv`, toCsv(numbers), "text/csv")}
          >
            CSV
          </button>
          <button
            type="button"
            className={styles.link}
            aria-label={`${title}: picture as SVG`}
            onClick={saveSvg}
          >
            SVG
          </button>
          <button
            type="button"
            className={styles.link}
            aria-label={`${title}: picture as PNG`}
            onClick={savePng}
          >
            PNG
          </button>
        </span>
      </figcaption>
      {failed ? (
        <p className={styles.failed}>The chart could not be loaded. {summary}</p>
      ) : (
        <div
          ref={frame}
          className={styles.frame}
          style={{ minHeight: height }}
          role="img"
          aria-label={summary}
        />
      )}
      {children}
    </figure>
  );
}

/** The frame speaks for the picture; labels that Plot puts on groups without a role are not allowed. */
function unlabelled(picture: Element): Element {
  for (const part of picture.querySelectorAll("[aria-label], [aria-description]")) {
    part.removeAttribute("aria-label");
    part.removeAttribute("aria-description");
  }
  return picture;
}

function useWidth(ref: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.floor(entry?.contentRect.width ?? 0)),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}
