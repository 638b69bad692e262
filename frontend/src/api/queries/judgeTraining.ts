import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api, body } from "../client";

const keyOf = (projectId: number) => ["project", projectId, "judge-training"];
const path = (projectId: number) => ({ params: { path: { project_id: projectId } } });

/** The newest training of a judge, once a second while it runs; its judge is listed once it ended. */
export function useJudgeTraining(projectId: number) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: keyOf(projectId),
    queryFn: () => body(api.GET("/api/projects/{project_id}/judge-training", path(projectId))),
    refetchInterval: (found) => (found.state.data?.running ? 1000 : false),
  });
  const judge = query.data?.judge ?? null;
  const listed = useRef(judge);
  useEffect(() => {
    if (judge === null || judge === listed.current) return;
    listed.current = judge;
    void client.invalidateQueries({ queryKey: ["project", projectId, "judges"] });
  }, [judge, client, projectId]);
  return query;
}

/** Has a worker train one on people's labels. */
export function useTrainJudge(projectId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.POST("/api/projects/{project_id}/judge-training", path(projectId))),
    onSuccess: () => client.invalidateQueries({ queryKey: keyOf(projectId) }),
  });
}
