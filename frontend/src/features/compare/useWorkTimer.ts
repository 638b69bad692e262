import { useEffect, useRef } from "react";
import { ActiveTimer } from "@/lib/timer";

const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel", "touchmove", "scroll"] as const;

/** The active seconds of the item on the screen, from its draft's on. */
export function useWorkTimer(id: number | null, seconds: number) {
  const timer = useRef<ActiveTimer | null>(null);
  const start = useRef(seconds);
  start.current = seconds;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new item starts a new timer
  useEffect(() => {
    timer.current = new ActiveTimer(performance.now(), {
      seconds: start.current,
      hidden: document.hidden,
    });
  }, [id]);
  useEffect(() => {
    const sign = () => timer.current?.sign(performance.now());
    const visible = () =>
      document.hidden
        ? timer.current?.hide(performance.now())
        : timer.current?.show(performance.now());
    const options = { capture: true, passive: true };
    for (const name of SIGNS) document.addEventListener(name, sign, options);
    document.addEventListener("visibilitychange", visible);
    return () => {
      for (const name of SIGNS) document.removeEventListener(name, sign, options);
      document.removeEventListener("visibilitychange", visible);
    };
  }, []);
  return {
    seconds: () => timer.current?.seconds(performance.now()) ?? 0,
    active: () => timer.current?.active(performance.now()) ?? false,
  };
}

export type WorkTimer = ReturnType<typeof useWorkTimer>;
