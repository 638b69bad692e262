import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "../client";
import type { Fate } from "../typesErasure";

/** A member, or a rater who has left or came from a file. */
export type Whom = { memberId: number } | { raterId: number };

const MEMBER = "/api/projects/{project_id}/members/{member_id}/erasure";
const RATER = "/api/projects/{project_id}/raters/{rater_id}/erasure";

/** What it would do; found by doing it and taking it back, so it may take a moment. */
export function useErasure(projectId: number, whom: Whom, judgments: Fate) {
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
    staleTime: 0,
    retry: false,
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
    // Labels, counts and raters may all have changed.
    onSuccess: () =>
      client.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[1] === projectId && queryKey[2] !== "erasure",
      }),
  });
}
