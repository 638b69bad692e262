import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "../client";
import type { FrontierAsked } from "../types";

const POLL = 2000;
const key = (projectId: number, what: string) => ["project", projectId, "routing", what];
const path = (projectId: number) => ({ params: { path: { project_id: projectId } } });

export function useCalibration(projectId: number) {
  return useQuery({
    queryKey: key(projectId, "calibration"),
    queryFn: () => body(api.GET("/api/projects/{project_id}/routing/calibration", path(projectId))),
  });
}

/** Asked again while a worker computes it. */
export function useFrontier(projectId: number) {
  return useQuery({
    queryKey: key(projectId, "frontier"),
    queryFn: () => body(api.GET("/api/projects/{project_id}/routing/frontier", path(projectId))),
    refetchInterval: (query) => (query.state.data?.running ? POLL : false),
  });
}

export function useSuspicious(projectId: number) {
  return useQuery({
    queryKey: key(projectId, "suspicious"),
    queryFn: () => body(api.GET("/api/projects/{project_id}/routing/suspicious", path(projectId))),
  });
}

export function useComputeFrontier(projectId: number) {
  return useChange(projectId, (asked: FrontierAsked) =>
    body(
      api.POST("/api/projects/{project_id}/routing/frontier", {
        ...path(projectId),
        body: asked,
      }),
    ),
  );
}

/** Looked into as a whole; kept until it has been replayed. */
export function useSendLabelled(projectId: number) {
  return useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.append("file", file);
      return body(
        api.POST("/api/projects/{project_id}/routing/files", {
          ...path(projectId),
          body: form,
        }),
      );
    },
  });
}

export function useAcknowledge(projectId: number) {
  return useChange(projectId, ({ alarmId, note }: { alarmId: number; note: string }) =>
    body(
      api.POST("/api/projects/{project_id}/routing/alarms/{alarm_id}/acknowledge", {
        params: { path: { project_id: projectId, alarm_id: alarmId } },
        body: { note },
      }),
    ),
  );
}

export function useAskPeople(projectId: number) {
  return useChange(projectId, (itemIds: number[]) =>
    body(
      api.POST("/api/projects/{project_id}/routing/ask-people", {
        ...path(projectId),
        body: { item_ids: itemIds, reason: "The judge's label looked wrong." },
      }),
    ),
  );
}

function useChange<Given, Out>(projectId: number, change: (given: Given) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => void client.invalidateQueries({ queryKey: ["project", projectId] }),
  });
}
