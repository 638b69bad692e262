import { queryOptions } from "@tanstack/react-query";
import { api, body } from "../client";
import type { ClaimOut, FlagReason } from "../types";

export const queueQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["queue", projectId],
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/queue", {
          params: { path: { project_id: projectId } },
        }),
      ),
    // Questions and guidelines stay as they are while somebody works; a claim says when they moved.
    staleTime: Number.POSITIVE_INFINITY,
  });

export function claim(projectId: number, holding: number[], count: number): Promise<ClaimOut> {
  return body(
    api.POST("/api/projects/{project_id}/queue/claim", {
      params: { path: { project_id: projectId } },
      body: { holding: holding.slice(0, 10), count },
    }),
  );
}

const at = (assignmentId: number) => ({ path: { assignment_id: assignmentId } });

export function extendLease(assignmentId: number, leaseToken: string) {
  return body(
    api.POST("/api/assignments/{assignment_id}/extend", {
      params: at(assignmentId),
      body: { lease_token: leaseToken },
    }),
  );
}

export function saveDraft(
  assignmentId: number,
  leaseToken: string,
  draft: Record<string, unknown>,
): Promise<unknown> {
  return body(
    api.PUT("/api/assignments/{assignment_id}/draft", {
      params: at(assignmentId),
      body: { lease_token: leaseToken, draft },
    }),
  );
}

export function reopen(assignmentId: number) {
  return body(api.POST("/api/assignments/{assignment_id}/reopen", { params: at(assignmentId) }));
}

export function flag(assignmentId: number, reason: FlagReason, note: string): Promise<unknown> {
  return body(
    api.POST("/api/assignments/{assignment_id}/flag", {
      params: at(assignmentId),
      body: { reason, note },
    }),
  );
}

export function acknowledge(projectId: number, version: number): Promise<unknown> {
  return body(
    api.POST("/api/projects/{project_id}/guidelines/{version}/acknowledge", {
      params: { path: { project_id: projectId, version } },
    }),
  );
}
