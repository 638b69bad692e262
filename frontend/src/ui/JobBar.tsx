import { type ReactNode, useEffect, useRef, useState } from "react";
import { count, duration } from "@/lib/figures";
import { pace, type Sample, watch } from "@/lib/pace";
import styles from "./JobBar.module.css";
import { Progress } from "./Progress";

/** Long work under way: a bar, how much, how fast, how long still, and a way to stop it. */
export function JobBar(props: {
  label: string;
  done: number;
  total: number | null;
  unit: string;
  format?: (n: number) => string;
  action?: ReactNode;
}) {
  const { label, done, total, unit, format = count } = props;
  const seen = useRef<Sample[]>([]);
  const [, redraw] = useState(0);
  useEffect(() => {
    seen.current = watch(seen.current, { at: Date.now(), done });
    redraw((n) => n + 1);
  }, [done]);
  const speed = pace(seen.current, total);
  const words = [
    total ? `${format(done)} of ${format(total)} ${unit}`.trim() : `${format(done)} ${unit}`.trim(),
    speed && `${format(Math.round(speed.perSecond))} ${unit}/s`.replace("  ", " "),
    speed?.secondsLeft != null && `${duration(speed.secondsLeft)} left`,
  ];
  return (
    <div className={styles.job}>
      <div className={styles.line}>
        <span className={styles.label}>{label}</span>
        <span className={styles.words}>{words.filter(Boolean).join(" · ")}</span>
        {props.action}
      </div>
      <Progress label={label} value={done} max={total} />
    </div>
  );
}
