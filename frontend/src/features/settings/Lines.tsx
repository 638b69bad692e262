import { useState } from "react";
import { TextArea } from "@/ui/Field";

type Props = {
  label: string;
  lines: readonly string[];
  onChange: (lines: string[]) => void;
};

/** A list as lines of a text: empty lines may stand while one writes, and are not part of it. */
export function Lines({ label, lines, onChange }: Props) {
  const [text, setText] = useState(lines.join("\n"));
  const read = (written: string) =>
    written
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
  // What is written here and what it means may differ by blanks only; else it was changed elsewhere.
  const shown = read(text).join("\n") === lines.join("\n") ? text : lines.join("\n");
  return (
    <TextArea
      label={label}
      rows={Math.max(3, lines.length + 1)}
      value={shown}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onChange(read(event.currentTarget.value));
      }}
    />
  );
}
