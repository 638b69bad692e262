import type * as T from "./types";
import type * as Adjudication from "./typesAdjudication";
import type { Erasing, Erasure, Fate } from "./typesErasure";
import type * as G from "./typesGold";
import type * as Groups from "./typesGroups";
import type { Explanations, Principles } from "./typesPrinciples";
import type * as Quality from "./typesQuality";

type Op<Params, Body, Out> = {
  parameters: Params;
  requestBody?: { content: { "application/json": Body } };
  responses: {
    200: { content: { "application/json": Out } };
    default: { content: { "application/json": T.Problem } };
  };
};
type Q = { query?: Record<string, string | number | boolean | undefined> };
type P<Name extends string> = { path: Record<Name, string | number> } & Q;
type Any = Record<string, unknown>;
type None = undefined;

/** The API by path; see openapi.yaml. */
export interface paths {
  "/api/session": {
    get: Op<Q, never, T.Session>;
    post: Op<Q, { email: string; password: string }, T.Session>;
    patch: Op<Q, { name?: string; preferences?: T.Preferences }, T.Session>;
    delete: Op<Q, never, None>;
  };
  "/api/tokens": {
    get: Op<Q, never, { tokens: T.Token[] }>;
    post: Op<
      Q,
      {
        name: string;
        scope: "read" | "write";
        project_id: number | null;
        days: number | null;
        password?: string;
      },
      T.Token & { token: string }
    >;
  };
  "/api/tokens/{token_id}": { delete: Op<P<"token_id">, never, None> };
  "/api/invites/{token}": {
    get: Op<P<"token">, never, T.Invite>;
    post: Op<P<"token">, { name?: string; email?: string; password?: string }, T.Session>;
  };
  "/api/question-templates": { get: Op<Q, never, T.Template[]> };
  "/api/projects": {
    get: Op<Q, never, T.Page<T.ProjectRow>>;
    post: Op<Q, Any, T.Project>;
  };
  "/api/projects/{project_id}": {
    get: Op<P<"project_id">, never, T.Project>;
    patch: Op<P<"project_id">, Any, T.Project>;
  };
  "/api/projects/{project_id}/guidelines": {
    post: Op<P<"project_id">, { text: string }, T.Guideline>;
  };
  "/api/projects/{project_id}/guidelines/{version}/acknowledge": {
    post: Op<P<"project_id" | "version">, never, None>;
  };
  "/api/projects/{project_id}/questions": {
    post: Op<
      P<"project_id">,
      { questions: T.Question[] },
      { version: number; questions: T.Question[] }
    >;
  };
  "/api/projects/{project_id}/members": { get: Op<P<"project_id">, never, T.Members> };
  "/api/projects/{project_id}/members/{member_id}": {
    patch: Op<P<"project_id" | "member_id">, { role: T.Role }, None>;
    delete: Op<P<"project_id" | "member_id">, never, None>;
  };
  "/api/projects/{project_id}/invites": {
    post: Op<
      P<"project_id">,
      { email?: string; role: T.Role; days: number; max_uses: number },
      T.InviteRow & { url: string }
    >;
  };
  "/api/projects/{project_id}/invites/{invite_id}": {
    delete: Op<P<"project_id" | "invite_id">, never, None>;
  };
  "/api/projects/{project_id}/members/{member_id}/let-in": {
    post: Op<P<"project_id" | "member_id">, never, None>;
  };
  "/api/projects/{project_id}/members/{member_id}/place": {
    put: Op<
      P<"project_id" | "member_id">,
      { cohort: number | null; quota_total: number | null; quota_day: number | null },
      None
    >;
  };
  "/api/projects/{project_id}/cohorts": {
    get: Op<P<"project_id">, never, { results: G.Cohort[] }>;
    post: Op<P<"project_id">, { name: string }, { results: G.Cohort[] }>;
  };
  "/api/projects/{project_id}/cohorts/items": {
    post: Op<
      P<"project_id">,
      { cohort: number | null; state?: string; q?: string },
      { items: number }
    >;
  };
  "/api/projects/{project_id}/cohorts/{cohort_id}": {
    delete: Op<P<"project_id" | "cohort_id">, never, None>;
  };
  "/api/projects/{project_id}/mine": { get: Op<P<"project_id">, never, G.Mine> };
  "/api/projects/{project_id}/mine/history": {
    get: Op<P<"project_id">, never, T.Page<G.MyJudgment>>;
  };
  "/api/projects/{project_id}/rules": {
    get: Op<P<"project_id">, never, G.RulesOut>;
    put: Op<P<"project_id">, G.Rules, G.RulesOut>;
  };
  "/api/projects/{project_id}/gold": {
    get: Op<P<"project_id">, never, T.Page<G.GoldRow> & { counts: G.GoldCounts }>;
    post: Op<P<"project_id">, { rows: unknown[] }, G.GoldUpload>;
  };
  "/api/projects/{project_id}/gold/proposals": {
    get: Op<P<"project_id">, never, { results: G.Proposal[] }>;
    post: Op<P<"project_id">, { item_ids: number[]; training: boolean }, { confirmed: number }>;
  };
  "/api/items/{item_id}/gold": {
    get: Op<P<"item_id">, never, G.Gold>;
    put: Op<P<"item_id">, G.GoldIn, G.Gold>;
    delete: Op<P<"item_id">, never, None>;
  };
  "/api/projects/{project_id}/overview": { get: Op<P<"project_id">, never, T.Overview> };
  "/api/projects/{project_id}/quality": {
    get: Op<P<"project_id">, never, Quality.Quality>;
  };
  "/api/projects/{project_id}/members/{member_id}/erasure": {
    get: Op<P<"project_id" | "member_id">, never, Erasure | Erasing>;
    post: Op<P<"project_id" | "member_id">, { judgments: Fate; person: string }, Erasure | Erasing>;
  };
  "/api/projects/{project_id}/raters/{rater_id}/erasure": {
    get: Op<P<"project_id" | "rater_id">, never, Erasure | Erasing>;
    post: Op<P<"project_id" | "rater_id">, { judgments: Fate; person: string }, Erasure | Erasing>;
  };
  "/api/projects/{project_id}/erasures/{job_id}": {
    get: Op<P<"project_id" | "job_id">, never, Erasing>;
  };
  "/api/projects/{project_id}/groups": { get: Op<P<"project_id">, never, Groups.Groups> };
  "/api/projects/{project_id}/principles": { get: Op<P<"project_id">, never, Principles> };
  "/api/projects/{project_id}/explanations": {
    get: Op<P<"project_id">, never, Explanations>;
    post: Op<P<"project_id">, { judge: number }, { job_id: number }>;
  };
  "/api/projects/{project_id}/survey": {
    get: Op<P<"project_id">, never, Groups.Survey>;
    put: Op<P<"project_id">, Groups.NewSurvey, Groups.Survey>;
  };
  "/api/projects/{project_id}/about-me": {
    get: Op<P<"project_id">, never, Groups.AboutMe>;
    put: Op<
      P<"project_id">,
      { version: number; answers: Record<string, string | null> },
      Groups.AboutMe
    >;
    delete: Op<P<"project_id">, never, None>;
  };
  "/api/projects/{project_id}/drivers": { get: Op<P<"project_id">, never, Quality.Drivers> };
  "/api/projects/{project_id}/adjudication": {
    get: Op<P<"project_id">, never, Adjudication.AdjudicationQueue>;
  };
  "/api/projects/{project_id}/adjudication/gaps": {
    get: Op<P<"project_id">, never, { gaps: Adjudication.Gap[] }>;
  };
  "/api/projects/{project_id}/adjudication/items/{item_id}": {
    get: Op<P<"project_id" | "item_id">, never, Adjudication.AdjudicationItem>;
    post: Op<P<"project_id" | "item_id">, Adjudication.Settlement, { judgment_id: number }>;
  };
  "/api/projects/{project_id}/labelling": {
    get: Op<P<"project_id">, never, Quality.Labelling>;
    post: Op<P<"project_id">, never, { job_id: number }>;
  };
  "/api/projects/{project_id}/raters/{rater_id}": {
    get: Op<P<"project_id" | "rater_id">, never, Quality.Rater>;
  };
  "/api/projects/{project_id}/items": {
    get: Op<P<"project_id">, never, T.Page<T.ItemRow> & { estimate: number }>;
  };
  "/api/items/{item_id}": { get: Op<P<"item_id">, never, T.Item> };
  "/api/items/{item_id}/files": {
    get: Op<P<"item_id">, never, T.ItemFiles>;
  };
  "/api/items/{item_id}/decisions": {
    get: Op<P<"item_id">, never, { decisions: T.Decision[]; calls: T.Call[] }>;
  };
  "/api/items/{item_id}/discard": { post: Op<P<"item_id">, { reason: string }, None> };
  "/api/items/{item_id}/flags/settle": { post: Op<P<"item_id">, never, None> };

  "/api/projects/{project_id}/queue": { get: Op<P<"project_id">, never, T.Queue> };
  "/api/projects/{project_id}/queue/claim": {
    post: Op<P<"project_id">, { holding: number[]; count: number }, T.ClaimOut>;
  };
  "/api/assignments/{assignment_id}/judgment": {
    post: Op<P<"assignment_id">, T.JudgmentIn, T.JudgmentResult>;
  };
  "/api/assignments/{assignment_id}/reveal": {
    post: Op<
      P<"assignment_id">,
      { lease_token: string; answers: T.Answers; active_seconds: number },
      T.Revealed
    >;
  };
  "/api/assignments/{assignment_id}/skip": {
    post: Op<
      P<"assignment_id">,
      { lease_token: string; reason: T.SkipReason; note: string },
      { progress: T.BenchProgress }
    >;
  };
  "/api/assignments/{assignment_id}/return": {
    post: Op<P<"assignment_id">, { lease_token: string }, { progress: T.BenchProgress }>;
  };
  "/api/assignments/{assignment_id}/flag": {
    post: Op<P<"assignment_id">, { reason: T.FlagReason; note: string }, None>;
  };
  "/api/assignments/{assignment_id}/extend": {
    post: Op<
      P<"assignment_id">,
      { lease_token: string },
      { leased_until: string; seconds_left: number }
    >;
  };
  "/api/assignments/{assignment_id}/draft": {
    put: Op<P<"assignment_id">, { lease_token: string; draft: Any }, None>;
  };
  "/api/assignments/{assignment_id}/reopen": { post: Op<P<"assignment_id">, never, T.Assignment> };

  "/api/policies": { get: Op<Q, never, T.PolicyKind[]> };
  "/api/projects/{project_id}/routing": {
    get: Op<P<"project_id">, never, T.Routing>;
    post: Op<P<"project_id">, { policy: string; params: Any; audit_rate: number }, T.RoutingConfig>;
  };
  "/api/projects/{project_id}/budgets/{unit}": {
    put: Op<P<"project_id" | "unit">, { limit: number }, T.Budget>;
  };
  "/api/projects/{project_id}/spending": {
    put: Op<P<"project_id">, T.SpendingTerms, T.Spending>;
  };
  "/api/projects/{project_id}/routing/run": {
    post: Op<P<"project_id">, { scope: "waiting" | "all" }, { job: number }>;
  };
  "/api/projects/{project_id}/routing/preview": {
    post: Op<
      P<"project_id">,
      { policy: string; params: Any; audit_rate: number },
      T.RoutingPreview
    >;
  };
  "/api/projects/{project_id}/routing/calibration": {
    get: Op<P<"project_id">, never, T.Calibration>;
  };
  "/api/projects/{project_id}/routing/alarms/{alarm_id}/acknowledge": {
    post: Op<P<"project_id" | "alarm_id">, { note: string }, None>;
  };
  "/api/projects/{project_id}/routing/frontier": {
    get: Op<P<"project_id">, never, T.Frontier>;
    post: Op<P<"project_id">, T.FrontierAsked, { job: number }>;
  };
  "/api/projects/{project_id}/routing/files": {
    post: Op<P<"project_id">, FormData, T.LabelledFile>;
  };
  "/api/projects/{project_id}/routing/suspicious": {
    get: Op<P<"project_id">, never, T.Suspicious[]>;
  };
  "/api/projects/{project_id}/routing/ask-people": {
    post: Op<
      P<"project_id">,
      { item_ids: number[]; people?: number | null; reason: string },
      { asked: number; held: number }
    >;
  };
  "/api/projects/{project_id}/judges": {
    get: Op<P<"project_id">, never, T.Judge[]>;
    post: Op<P<"project_id">, Any, T.Judge>;
  };
  "/api/projects/{project_id}/judges/{judge_id}/tags": {
    post: Op<P<"project_id" | "judge_id">, never, { job: number }>;
  };
  "/api/projects/{project_id}/judges/{judge_id}": {
    patch: Op<P<"project_id" | "judge_id">, Any, T.Judge>;
  };
  "/api/projects/{project_id}/judge-estimates": {
    post: Op<P<"project_id">, Any, T.JudgeEstimate>;
  };
  "/api/projects/{project_id}/judge-training": {
    get: Op<P<"project_id">, never, T.JudgeTraining>;
    post: Op<P<"project_id">, never, { job: number }>;
  };
  "/api/projects/{project_id}/judges/{judge_id}/report": {
    get: Op<P<"project_id" | "judge_id">, never, T.JudgeReport>;
  };
  "/api/projects/{project_id}/judges/{judge_id}/disagreements": {
    get: Op<P<"project_id" | "judge_id">, never, T.Disagreements>;
    post: Op<P<"project_id" | "judge_id">, { item_ids: number[] }, { items: number }>;
  };
  "/api/projects/{project_id}/imported-judges": {
    get: Op<P<"project_id">, never, T.ImportedJudge[]>;
  };
  "/api/projects/{project_id}/imported-judges/{imported_id}/report": {
    get: Op<P<"project_id" | "imported_id">, never, T.JudgeReport>;
  };
  "/api/projects/{project_id}/imported-judges/{imported_id}/other-order": {
    put: Op<P<"project_id" | "imported_id">, { swapped: number | null }, T.ImportedJudge>;
  };
  "/api/projects/{project_id}/imported-judges/{imported_id}/disagreements": {
    get: Op<P<"project_id" | "imported_id">, never, T.Disagreements>;
    post: Op<P<"project_id" | "imported_id">, { item_ids: number[] }, { items: number }>;
  };
  "/api/projects/{project_id}/judges/{judge_id}/trials": {
    post: Op<P<"project_id" | "judge_id">, { count: number }, { trial: string; job: number }>;
  };
  "/api/projects/{project_id}/judges/{judge_id}/trials/{trial}": {
    get: Op<P<"project_id" | "judge_id" | "trial">, never, T.JudgeTrial>;
  };
  "/api/projects/{project_id}/judges/{judge_id}/attacks": {
    get: Op<P<"project_id" | "judge_id">, never, T.Attacked>;
    post: Op<P<"project_id" | "judge_id">, Any, { job: number }>;
  };
  "/api/projects/{project_id}/judging": {
    get: Op<P<"project_id">, never, T.Judging>;
    post: Op<P<"project_id">, { action: "pause" | "resume" | "cancel" }, T.Judging>;
  };
  "/api/projects/{project_id}/judge-protocols": {
    get: Op<P<"project_id">, never, T.JudgeProtocol[]>;
  };
  "/api/projects/{project_id}/judges/{judge_id}/trust": {
    post: Op<P<"project_id" | "judge_id">, { status: string; reason: string }, T.Judge>;
  };

  "/api/projects/{project_id}/uploads": { post: Op<P<"project_id">, FormData, T.Upload> };
  "/api/projects/{project_id}/media": {
    get: Op<P<"project_id">, never, T.MediaSummary>;
    post: Op<P<"project_id">, FormData, T.MediaTaken>;
  };
  "/api/projects/{project_id}/imports": {
    get: Op<P<"project_id">, never, T.Page<T.ImportBatch>>;
    post: Op<
      P<"project_id">,
      { upload: number; kind: string; mapping: T.Mapping; on_error: string; dry_run: boolean },
      T.ImportBatch
    >;
  };
  "/api/imports/{import_id}": {
    get: Op<P<"import_id">, never, T.ImportBatch & { problems: T.RowProblem[] }>;
  };
  "/api/imports/{import_id}/cancel": { post: Op<P<"import_id">, never, None> };
  "/api/formats": { get: Op<Q, never, T.Format[]> };
  "/api/projects/{project_id}/exports": {
    get: Op<P<"project_id">, never, T.Page<T.Snapshot>>;
    post: Op<P<"project_id">, { format: string; params: Any }, T.Snapshot>;
  };
  "/api/projects/{project_id}/exports/preview": {
    post: Op<P<"project_id">, { format: string; params: Any }, T.ExportPreview>;
  };
  "/api/projects/{project_id}/exports/texts": {
    post: Op<P<"project_id">, FormData, { id: number; name: string; size: number }>;
  };
  "/api/exports/{snapshot_id}/changes/{since_id}": {
    get: Op<P<"snapshot_id" | "since_id">, never, T.ExportChanges>;
  };
  "/api/exports/{snapshot_id}/links": {
    post: Op<
      P<"snapshot_id">,
      { name: string; minutes: number },
      { url: string; expires_at: string }
    >;
  };
  "/api/exports/{snapshot_id}": { get: Op<P<"snapshot_id">, never, T.Snapshot> };
  "/api/exports/{snapshot_id}/cancel": { post: Op<P<"snapshot_id">, never, None> };
}
