import { type ComponentType, lazy, Suspense } from "react";
import { createBrowserRouter, type RouteObject } from "react-router";
import type { Role } from "@/api/types";
import { Loading } from "@/ui/Notice";
import { AppShell } from "./AppShell";
import { NotFound, PageError } from "./PageError";
import { ProjectRole, RequireRole } from "./RequireRole";

/** A page, loaded when somebody goes there, for people of at least this role in the project. */
function page(load: () => Promise<{ default: ComponentType }>, least?: Role) {
  const Page = lazy(load);
  const element = (
    <Suspense fallback={<Loading />}>
      <Page />
    </Suspense>
  );
  return least ? <ProjectRole least={least}>{element}</ProjectRole> : element;
}

export const routes: RouteObject[] = [
  { path: "/sign-in", element: page(() => import("@/features/signin/SignInPage")) },
  { path: "/invite/:token", element: page(() => import("@/features/signin/InvitePage")) },
  {
    element: <RequireRole />,
    errorElement: <PageError />,
    children: [
      {
        path: "/p/:id/bench",
        element: page(() => import("@/features/compare/BenchPage"), "annotator"),
      },
      {
        element: <AppShell />,
        errorElement: <PageError />,
        children: [
          { path: "/", element: page(() => import("@/features/projects/ProjectsPage")) },
          {
            path: "/p/:id",
            element: page(() => import("@/features/overview/OverviewPage"), "annotator"),
          },
          {
            path: "/p/:id/items",
            element: page(() => import("@/features/items/ItemsPage"), "reviewer"),
          },
          {
            path: "/p/:id/items/:itemId",
            element: page(() => import("@/features/items/ItemPage"), "reviewer"),
          },
          {
            path: "/p/:id/routing",
            element: page(() => import("@/features/routing/RoutingPage"), "researcher"),
          },
          {
            path: "/p/:id/data/imports",
            element: page(() => import("@/features/imports/ImportsPage"), "admin"),
          },
          {
            path: "/p/:id/data/exports",
            element: page(() => import("@/features/exports/ExportsPage"), "researcher"),
          },
          {
            path: "/p/:id/people",
            element: page(() => import("@/features/members/MembersPage"), "admin"),
          },
          {
            path: "/p/:id/settings",
            element: page(() => import("@/features/settings/SettingsPage"), "admin"),
          },
          { path: "*", element: <NotFound /> },
        ],
      },
    ],
  },
];

export const router = createBrowserRouter(routes);
