import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "../client";
import type { Erasing, Erasure, Fate } from "../typesErasure";

/** A member, or a rater who has left or came from a file. */
export type Whom = { memberId: number } | { raterId: number };

const MEMBER = "/api/projects/{project_id}/members/{member_id}/erasure";
const RATER = "/api/projects/{project_id}/raters/{rater_id}/erasure";

/** What it would do; found by doing it and taking it back, so it may take a moment. */
export function useErasure(projectId: number, whom: Whom, judgments: Fate, enabled: boolean) {
  return useQuery({
    queryKey: ["project", projectId, "erasure", whom, judgments],
    queryFn: () =>
      "memberId" in whom
        ? body(
            api.GET(MEMBER, {
              params: {
                path: { project_id: projectId, member_id: whom.memberId },
                query: { judgments },
              },
            }),
          )
        : body(
            api.GET(RATER, {
              params: {
                path: { project_id: projectId, rater_id: whom.raterId },
                query: { judgments },
              },
            }),
          ),
    enabled,
    staleTime: 0,
    retry: false,
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? 1000 : false),
  });
}

export function useErase(projectId: number, whom: Whom) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: { judgments: Fate; person: string }) =>
      "memberId" in whom
        ? body(
            api.POST(MEMBER, {
              params: { path: { project_id: projectId, member_id: whom.memberId } },
              body: given,
            }),
          )
        : body(
            api.POST(RATER, {
              params: { path: { project_id: projectId, rater_id: whom.raterId } },
              body: given,
            }),
          ),
    onSuccess: () => forget(client, projectId),
  });
}

/** How far the worker is that deletes it. */
export function useErasing(projectId: number, jobId: number | null) {
  const client = useQueryClient();
  return useQuery({
    queryKey: ["project", projectId, "erasure", "job", jobId],
    queryFn: async () => {
      const found = await body(
        api.GET("/api/projects/{project_id}/erasures/{job_id}", {
          params: { path: { project_id: projectId, job_id: jobId ?? 0 } },
        }),
      );
      if (found.state === "done") await forget(client, projectId);
      return found;
    },
    enabled: jobId !== null,
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? 1000 : false),
  });
}

/** Whether it is still counted or deleted, and nothing else to show. */
export const isUnderWay = (found: Erasure | Erasing | undefined): boolean =>
  found !== undefined &&
  "job_id" in found &&
  (found.state === "pending" || found.state === "running");

// Labels, counts and raters may all have changed.
const forget = (client: QueryClient, projectId: number) =>
  client.invalidateQueries({
    predicate: ({ queryKey }) => queryKey[1] === projectId && queryKey[2] !== "erasure",
  });
