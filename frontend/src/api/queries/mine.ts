import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, body } from "../client";

export type HistoryFilter = {
  revised?: boolean;
  checked?: boolean;
  since?: string;
  until?: string;
};

export function useMine(projectId: number) {
  return useQuery({
    queryKey: ["project", projectId, "mine"],
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/mine", { params: { path: { project_id: projectId } } }),
      ),
  });
}

export function useMyHistory(projectId: number, filter: HistoryFilter) {
  return useInfiniteQuery({
    queryKey: ["project", projectId, "mine", filter],
    queryFn: ({ pageParam }) =>
      body(
        api.GET("/api/projects/{project_id}/mine/history", {
          params: {
            path: { project_id: projectId },
            query: { ...filter, cursor: pageParam ?? undefined, limit: 50 },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    // Somebody comes back from changing an answer: the list is asked for again.
    staleTime: 0,
  });
}
