import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "../client";
import type { Role } from "../types";

const membersKey = (projectId: number) => ["project", projectId, "members"];

export function useMembers(projectId: number) {
  return useQuery({
    queryKey: membersKey(projectId),
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/members", {
          params: { path: { project_id: projectId } },
        }),
      ),
  });
}

export type NewInvite = { email?: string; role: Role; days: number; max_uses: number };

export function useInvite(projectId: number) {
  return useMembersChange(projectId, (given: NewInvite) =>
    body(
      api.POST("/api/projects/{project_id}/invites", {
        params: { path: { project_id: projectId } },
        body: given,
      }),
    ),
  );
}

export function useRevokeInvite(projectId: number) {
  return useMembersChange(projectId, (inviteId: number) =>
    body(
      api.DELETE("/api/projects/{project_id}/invites/{invite_id}", {
        params: { path: { project_id: projectId, invite_id: inviteId } },
      }),
    ),
  );
}

export function useChangeRole(projectId: number) {
  return useMembersChange(projectId, ({ memberId, role }: { memberId: number; role: Role }) =>
    body(
      api.PATCH("/api/projects/{project_id}/members/{member_id}", {
        params: { path: { project_id: projectId, member_id: memberId } },
        body: { role },
      }),
    ),
  );
}

export function useRemoveMember(projectId: number) {
  return useMembersChange(projectId, (memberId: number) =>
    body(
      api.DELETE("/api/projects/{project_id}/members/{member_id}", {
        params: { path: { project_id: projectId, member_id: memberId } },
      }),
    ),
  );
}

function useMembersChange<Given, Out>(projectId: number, change: (given: Given) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: membersKey(projectId) }),
  });
}
