import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "../client";

/** A judge that was made here, or one whose verdicts came by import. */
export type Whose = { kind: "made" | "imported"; id: number };

const keyOf = (projectId: number, { kind, id }: Whose) => ["project", projectId, kind, id];
const made = (projectId: number, id: number) => ({
  path: { project_id: projectId, judge_id: id },
});
const imported = (projectId: number, id: number) => ({
  path: { project_id: projectId, imported_id: id },
});

/** A judge's report; asked for again while a big project's is counted for the first time. */
export function useJudgeReport(projectId: number, whose: Whose) {
  const { kind, id } = whose;
  return useQuery({
    queryKey: [...keyOf(projectId, whose), "report"],
    queryFn: () =>
      kind === "made"
        ? body(
            api.GET("/api/projects/{project_id}/judges/{judge_id}/report", {
              params: made(projectId, id),
            }),
          )
        : body(
            api.GET("/api/projects/{project_id}/imported-judges/{imported_id}/report", {
              params: imported(projectId, id),
            }),
          ),
    refetchInterval: (query) => (query.state.data?.report === null ? 5000 : false),
  });
}

export function useDisagreements(projectId: number, whose: Whose, offset: number) {
  const { kind, id } = whose;
  return useQuery({
    queryKey: [...keyOf(projectId, whose), "disagreements", offset],
    queryFn: () =>
      kind === "made"
        ? body(
            api.GET("/api/projects/{project_id}/judges/{judge_id}/disagreements", {
              params: { ...made(projectId, id), query: { offset } },
            }),
          )
        : body(
            api.GET("/api/projects/{project_id}/imported-judges/{imported_id}/disagreements", {
              params: { ...imported(projectId, id), query: { offset } },
            }),
          ),
  });
}

/** More people than have judged them already, for items on which the judge and people differ. */
export function useAskMore(projectId: number, { kind, id }: Whose) {
  return useChange(projectId, (itemIds: number[]) =>
    kind === "made"
      ? body(
          api.POST("/api/projects/{project_id}/judges/{judge_id}/disagreements", {
            params: made(projectId, id),
            body: { item_ids: itemIds },
          }),
        )
      : body(
          api.POST("/api/projects/{project_id}/imported-judges/{imported_id}/disagreements", {
            params: imported(projectId, id),
            body: { item_ids: itemIds },
          }),
        ),
  );
}

export function useImportedJudges(projectId: number) {
  return useQuery({
    queryKey: ["project", projectId, "imported"],
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/imported-judges", {
          params: { path: { project_id: projectId } },
        }),
      ),
  });
}

/** Which imported judge holds the verdicts of this one with the sides swapped. */
export function useSetOtherOrder(projectId: number, id: number) {
  return useChange(projectId, (swapped: number | null) =>
    body(
      api.PUT("/api/projects/{project_id}/imported-judges/{imported_id}/other-order", {
        params: imported(projectId, id),
        body: { swapped },
      }),
    ),
  );
}

function useChange<Given, Out>(projectId: number, change: (given: Given) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: ["project", projectId] }),
  });
}
