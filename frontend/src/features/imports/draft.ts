import type { NewImport } from "@/api/queries/imports";
import type { Mapping, Upload } from "@/api/types";
import {
  cleaned,
  type ItemMapping,
  itemProblems,
  type JudgmentMapping,
  judgmentProblems,
} from "./mapping";

/** An import on its way: the file, what it holds, and where in a row the parts are. */
export type Draft = {
  upload: Upload;
  /** Files sent with it, read in the same way. */
  also: readonly Upload[];
  kind: "format" | "items" | "judgments";
  /** The known format it is read as, and what of it is wanted. */
  format: string;
  addQuestions: boolean;
  withJudgments: boolean;
  items: ItemMapping;
  judgments: JudgmentMapping;
  onError: "skip" | "stop";
};

/** A first draft, filled in by what the server guessed from the rows. */
export function draftOf(upload: Upload, also: readonly Upload[] = []): Draft {
  const guess = upload.mapping_guess;
  const isItems = upload.kind_guess === "items";
  return {
    upload,
    also,
    kind: upload.known[0] ? "format" : upload.kind_guess,
    format: upload.known[0]?.format ?? "",
    addQuestions: false,
    withJudgments: true,
    items: { prompt: [""], responses: [{ text: "" }, { text: "" }], ...(isItems && guess) },
    judgments: {
      item: "",
      kind: "human",
      answers: [{ question: "overall", path: "", rater: "" }],
      values: {},
      ...(!isItems && guess),
    },
    onError: "skip",
  };
}

export function problemsOf(draft: Draft): string[] {
  if (draft.kind === "format") return [];
  return draft.kind === "items"
    ? itemProblems(draft.items, draft.upload.rows[0])
    : judgmentProblems(draft.judgments);
}

/** One import a file. */
export function requests(draft: Draft, dryRun: boolean): NewImport[] {
  return [draft.upload, ...draft.also].map((upload) => ({
    upload: upload.id,
    kind: draft.kind === "judgments" ? "judgments" : "items",
    mapping: mappingOf(draft) as unknown as Mapping,
    on_error: draft.onError,
    dry_run: dryRun,
  }));
}

/** What the files beside the first lack to be read as it is. */
export function strangers({ upload, also, kind, format }: Draft): string[] {
  const lacking = (other: Upload): string | null => {
    if (kind === "format")
      return other.known.some((one) => one.format === format) ? null : "is not of that format";
    const theirs = new Set(other.columns.map((column) => column.path));
    const missing = upload.columns.map((column) => column.path).filter((path) => !theirs.has(path));
    return missing.length > 0 ? `has no column ${missing.join(", ")}` : null;
  };
  return also.flatMap((other) => {
    const what = lacking(other);
    return what ? [`${other.name} ${what}.`] : [];
  });
}

function mappingOf(draft: Draft) {
  if (draft.kind === "format")
    return {
      format: draft.format,
      questions: draft.addQuestions,
      judgments: draft.withJudgments,
    };
  return draft.kind === "items" ? cleaned(draft.items) : cleaned(draft.judgments);
}
