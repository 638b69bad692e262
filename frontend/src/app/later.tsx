import { type ComponentType, lazy, Suspense } from "react";
import type { Role } from "@/api/types";
import { Loading } from "@/ui/Notice";
import { ProjectRole } from "./RequireRole";

/** Loaded when somebody goes there. */
export function later(load: () => Promise<{ default: ComponentType }>) {
  const Part = lazy(load);
  return (
    <Suspense fallback={<Loading />}>
      <Part />
    </Suspense>
  );
}

/** A page of a project, for people of at least this role in it. */
export function page(least: Role, load: () => Promise<{ default: ComponentType }>) {
  return <ProjectRole least={least}>{later(load)}</ProjectRole>;
}
