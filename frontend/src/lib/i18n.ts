/** Texts of the interface in the reader's language. The English text is its own key. */

/** Plural forms by the categories of CLDR: one, two, few, many, other. */
type Forms = Partial<Record<Intl.LDMLPluralRule, string>>;
export type Catalogue = Record<string, string | Forms>;
type Values = Record<string, string | number>;

export const LANGUAGES = {
  en: "English",
  es: "Español",
  zh: "中文",
  ar: "العربية",
} as const;
export type Language = keyof typeof LANGUAGES;

const CATALOGUES: Record<Exclude<Language, "en">, () => Promise<{ default: Catalogue }>> = {
  es: () => import("@/i18n/es.json"),
  zh: () => import("@/i18n/zh.json"),
  ar: () => import("@/i18n/ar.json"),
};

let language: Language = "en";
let catalogue: Catalogue = {};

export const spoken = (): Language => language;

/** The text in the reader's language, with `{name}` replaced by its value. */
export function t(text: string, values?: Values): string {
  const found = catalogue[text];
  return fill(typeof found === "string" ? found : text, values);
}

/** "{n} answer" or "{n} answers"; other languages have more forms, under the first text. */
export function plural(n: number, one: string, other: string, values?: Values): string {
  const forms = catalogue[one];
  const rule = new Intl.PluralRules(language).select(n);
  const english = rule === "one" ? one : other;
  const text = typeof forms === "object" ? (forms[rule] ?? forms.other ?? english) : english;
  return fill(text, { n, ...values });
}

/** Digits as on the keys, in every language. */
export const number = (n: number): string => n.toLocaleString(`${language}-u-nu-latn`);

function fill(text: string, values: Values = {}): string {
  return text.replace(/\{(\w+)\}/g, (all, name) => {
    const value = values[name];
    return typeof value === "number" ? number(value) : (value ?? all);
  });
}

/** The first language of the list that there is a catalogue for. */
export function known(wanted: readonly (string | null | undefined)[]): Language {
  for (const tag of wanted) {
    const [base] = tag?.toLowerCase().split("-") ?? [];
    if (base && Object.hasOwn(LANGUAGES, base)) return base as Language;
  }
  return "en";
}

/** Speak a language from now on. One whose texts cannot be loaded changes nothing. */
export async function speak(wanted: Language): Promise<Language> {
  try {
    catalogue = wanted === "en" ? {} : (await CATALOGUES[wanted]()).default;
    language = wanted;
    document.documentElement.lang = wanted;
    document.documentElement.dir = wanted === "ar" ? "rtl" : "ltr";
  } catch {
    // No connection: the texts stay as they are.
  }
  return language;
}

/** Which way the page goes on: -1 where its text runs from the right. */
export const forward = () => (document.documentElement.dir === "rtl" ? -1 : 1);
