import { Tabs as Base } from "@base-ui/react/tabs";
import { type ReactNode, useRef } from "react";
import styles from "./Tabs.module.css";

export type Tab = { value: string; label: ReactNode; content: ReactNode };

/**
 * Tabs with arrow keys; hold the value in the address when a link to one tab makes sense. One that was
 * opened stays as it was left: nothing written there is lost by a look at another.
 */
export function Tabs(props: {
  tabs: Tab[];
  value: string;
  onChange: (value: string) => void;
  label: string;
}) {
  const opened = useRef(new Set<string>());
  opened.current.add(props.value);
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
        <Base.Panel
          key={tab.value}
          value={tab.value}
          className={styles.panel}
          keepMounted={opened.current.has(tab.value)}
        >
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
