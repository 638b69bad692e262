export type Script = "latin" | "cjk" | "arabic";

const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const ARABIC = /\p{Script=Arabic}/gu;

/** Which writing dominates the head of a text; decides its fonts and line height. */
export function scriptOf(text: string): Script {
  const head = text.slice(0, 2000);
  const letters = head.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return "latin";
  if ((head.match(CJK)?.length ?? 0) > letters * 0.3) return "cjk";
  return (head.match(ARABIC)?.length ?? 0) > letters * 0.3 ? "arabic" : "latin";
}

const FROM_THE_RIGHT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** The direction of a text as a whole: that of its first letter. */
export function directionOf(text: string): "ltr" | "rtl" {
  return FROM_THE_RIGHT.test(text.match(/\p{L}/u)?.[0] ?? "") ? "rtl" : "ltr";
}
