/** What the bench is sent, and what it sends. */

import type { Feedback, Pace } from "./typesGold";
import type { Question, QuestionType } from "./typesQuestions";

/** Answers as displayed: sides are places on this screen, the server knows which is which. */
export type BySide<T> = Record<string, T>;
/** Offsets count characters (code points) of the raw text. */
export type Span = { start: number; end: number; category: string; severity: string | null };
/** What is left out, with its kind where the question asks for it. */
export type Lack = string | { category: string; text: string };
/** A point, or a box where it has a size; in whole pixels of the picture. */
export type Region = { x: number; y: number; width?: number; height?: number; category: string };
export type AnswerOf = {
  comparison: { side: string; strength: number | null };
  rating: { ratings: BySide<Record<string, number>> };
  ranking: { ranks: BySide<number> };
  pick: { picked: string[] };
  thumbs: { thumb?: "up" | "down"; thumbs?: BySide<"up" | "down"> };
  choice: { choice?: string; choices?: BySide<string> };
  multi_choice: { chosen: string[] | BySide<string[]> };
  text: { text?: string; texts?: BySide<string> };
  critique: { of?: string; reasons?: string[]; critique?: string; rewrite?: string };
  spans: { spans: BySide<Span[]>; missing: BySide<Lack[]> };
  /** In the order of the text; null: not labelled yet. */
  steps: { steps: BySide<(string | null)[]> };
  citations: { citations: BySide<(string | null)[]> };
  reveal: { seen: boolean };
  playback: { played: BySide<{ seconds: number; whole: boolean }> };
  /** Words are stretches of the prompt's last message, in characters. */
  regions: { regions: BySide<Region[]>; words: BySide<{ start: number; end: number }[]> };
};
export type Answer = AnswerOf[QuestionType];
export type Answers = Record<string, Answer>;

/** `calls`: the tools an assistant called, and with what. */
export type Message = {
  role: string;
  content: string;
  name?: string;
  calls?: { name: string; arguments: string }[];
};
/** One response; `prompt` where the responses answer different ones. */
export type Side = {
  side: string;
  text: string;
  prompt?: Message[];
  media?: Media;
  steps?: StepPlace[];
  turns?: Message[];
};
/** A step of a response that came in steps; `parent`: the number of the one that it follows. */
export type StepPlace = { start: number; end: number; parent: number | null };
/** A file on this server; its address says nothing of where it is from. */
export type Media = {
  url: string;
  kind: "image" | "audio" | "video" | "missing";
  width: number | null;
  height: number | null;
};
/** Cited by its place in the list, from 1. */
export type Source = { title: string; text: string; url: string };
export type Assignment = {
  id: number;
  lease_token: string;
  leased_until: string;
  seconds_left: number;
  prompt: Message[];
  sides: Side[];
  context: {
    language?: string;
    criteria?: string;
    persona?: string;
    sources?: Source[];
    media?: Media[];
  };
  draft: Record<string, unknown> | null;
  answers: Answers | null;
  judgment_id: number | null;
  revealed: Revealed | null;
  /** The expected answer is shown after one's own. */
  training: boolean;
};
/** What came of an item, once it was answered without knowing; those answers stay. */
export type Revealed = { text: string; sides: { side: string; text: string }[]; answers: Answers };
export type BenchProgress = { today: number; mine: number; left: number; project_total: number };
export type ClaimStatus =
  | "ok"
  | "retry"
  | "done"
  | "acknowledge"
  | "paused"
  | "quota"
  | "unqualified";
export type Claim = { status: ClaimStatus; assignments: Assignment[]; retry_after?: number };
export type ClaimOut = Claim & { progress: BenchProgress };
export type Queue = {
  progress: BenchProgress;
  guideline: { version: number; text: string; acknowledged: boolean } | null;
  questions: Question[];
  pace: Pace;
  break_minutes: number | null;
  project: {
    id: number;
    name: string;
    language: string;
    show_models_after: boolean;
    simulated: boolean;
  };
};
export type JudgmentIn = {
  lease_token: string;
  idempotency_key: string;
  answers: Answers;
  active_seconds: number;
  wall_seconds?: number;
  supersedes?: number;
  claim?: { count: number; holding: number[] };
};
export type JudgmentResult = {
  judgment_id: number;
  counted: boolean;
  replayed: boolean;
  progress: BenchProgress;
  claimed: Claim | null;
  /** Of training only. */
  feedback: Feedback | null;
  reveal: Record<string, string> | null;
};
export type SkipReason = "too_hard" | "not_my_language" | "broken" | "conflict" | "other";
export type FlagReason = "broken_text" | "missing_context" | "unsafe" | "personal_data" | "other";
