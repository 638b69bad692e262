/** The four hues of charts, and the quiet tone of what is not there (yet). */
export const HUES = [
  "var(--chart-1)",
  "var(--chart-2)",
  "var(--chart-3)",
  "var(--chart-4)",
] as const;
export const REST = "var(--surface-3)";

/** People and judges have the same hue on every chart. */
export const PEOPLE = HUES[0];
export const JUDGE = HUES[1];
export const BOTH = HUES[2];
/** What is done or set aside: there, but not the point. */
export const QUIET = HUES[3];

/** What every chart shares: the page's type and colours, no background. */
export const STYLE = {
  fontFamily: "var(--font)",
  fontSize: "13px",
  color: "var(--text-2)",
  background: "transparent",
  overflow: "visible",
} as const;
