import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";
import styles from "./Tabs.module.css";

export type Tab = { value: string; label: ReactNode; content: ReactNode };

/** Tabs with arrow keys; hold the value in the address when a link to one tab makes sense. */
export function Tabs(props: {
  tabs: Tab[];
  value: string;
  onChange: (value: string) => void;
  label: string;
}) {
  return (
    <Base.Root value={props.value} onValueChange={(value) => props.onChange(String(value))}>
      <Base.List className={styles.list} aria-label={props.label}>
        {props.tabs.map((tab) => (
          <Base.Tab key={tab.value} value={tab.value} className={styles.tab}>
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      {props.tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} className={styles.panel}>
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
