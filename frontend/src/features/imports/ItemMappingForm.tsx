import { Button } from "@/ui/Button";
import { SelectField } from "@/ui/Field";
import { FieldRow } from "@/ui/Form";
import { ColumnSelect } from "./ColumnSelect";
import styles from "./ImportsPage.module.css";
import type { Column, ItemMapping, ResponsePath } from "./mapping";

type Props = {
  columns: readonly Column[];
  mapping: ItemMapping;
  onChange: (mapping: ItemMapping) => void;
};

type Pairs = NonNullable<ItemMapping["pairs"]>;
const PAIRS: [Pairs, string][] = [
  ["all", "An item for every pair"],
  ["adjacent", "An item for each with the next"],
  ["first", "An item for the first with each other"],
  ["none", "One item with all of them, one to nine"],
];

/** Which columns hold the parts of an item. */
export function ItemMappingForm({ columns, mapping, onChange }: Props) {
  const set = (change: Partial<ItemMapping>) => onChange({ ...mapping, ...change });
  const { prompt, responses } = mapping;
  return (
    <>
      <FieldRow>
        <ColumnSelect
          label="Item id"
          hint="The same id in a later import is the same item."
          none="None: named after its content"
          columns={columns}
          value={mapping.id}
          onChange={(id) => set({ id })}
        />
        <ColumnSelect
          label="Language"
          none="Not in the file"
          columns={columns}
          value={mapping.language}
          onChange={(language) => set({ language })}
        />
        <ColumnSelect
          label="Group"
          hint="Items of one group never fall into two splits of a dataset."
          none="Every item on its own"
          columns={columns}
          value={mapping.group}
          onChange={(group) => set({ group })}
        />
      </FieldRow>
      <fieldset className={styles.list}>
        <legend>Prompt</legend>
        {prompt.map((path, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a part of the prompt is its place
          <div key={n} className={styles.line}>
            <ColumnSelect
              label={prompt.length > 1 ? `Part ${n + 1}` : "Column"}
              columns={columns}
              value={path}
              onChange={(next) => set({ prompt: prompt.with(n, next) })}
            />
            {prompt.length > 1 && (
              <Button
                size="small"
                variant="quiet"
                aria-label={`Remove part ${n + 1} of the prompt`}
                onClick={() => set({ prompt: prompt.toSpliced(n, 1) })}
              >
                Remove
              </Button>
            )}
          </div>
        ))}
        <Button size="small" onClick={() => set({ prompt: [...prompt, ""] })}>
          Add a part
        </Button>
      </fieldset>
      <Responses
        columns={columns}
        responses={responses}
        least={mapping.pairs === "none" ? 1 : 2}
        onChange={(next) => set({ responses: next })}
      />
      <div className={styles.narrow}>
        <SelectField
          label="Rows with other than two responses"
          hint="Ranking, rating and picking take all of a row; comparisons need pairs."
          value={mapping.pairs ?? "all"}
          onChange={(event) => set({ pairs: event.currentTarget.value as Pairs })}
        >
          {PAIRS.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </SelectField>
      </div>
      <OtherColumns columns={columns} mapping={mapping} onChange={onChange} />
    </>
  );
}

function Responses(props: {
  columns: readonly Column[];
  responses: ResponsePath[];
  /** So many must stay. */
  least: number;
  onChange: (responses: ResponsePath[]) => void;
}) {
  const { columns, responses, least, onChange } = props;
  return (
    <fieldset className={styles.list}>
      <legend>Responses</legend>
      {responses.map((response, n) => {
        const name = `Response ${String.fromCharCode(65 + n)}`;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a response is its place
          <div key={n} className={styles.line}>
            <ColumnSelect
              label={name}
              columns={columns}
              value={response.text}
              onChange={(text) => onChange(responses.with(n, { ...response, text }))}
            />
            <ColumnSelect
              label="Model that wrote it"
              none="Not in the file"
              columns={columns}
              value={response.model}
              onChange={(model) => onChange(responses.with(n, { ...response, model }))}
            />
            {responses.length > least && (
              <Button
                size="small"
                variant="quiet"
                aria-label={`Remove ${name}`}
                onClick={() => onChange(responses.toSpliced(n, 1))}
              >
                Remove
              </Button>
            )}
          </div>
        );
      })}
      <Button size="small" onClick={() => onChange([...responses, { text: "" }])}>
        Add a response
      </Button>
    </fieldset>
  );
}

/** Every column without a part of its own: kept with the item, shown to those who judge, or left out. */
function OtherColumns({ columns, mapping, onChange }: Props) {
  const used = new Set([
    mapping.id,
    mapping.group,
    mapping.language,
    ...mapping.prompt,
    ...mapping.responses.flatMap((r) => [r.text, r.model]),
  ]);
  const others = columns.filter((column) => !used.has(column.path));
  if (others.length === 0) return null;
  const placeOf = (path: string) => {
    if (Object.values(mapping.context ?? {}).includes(path)) return "context";
    return Object.values(mapping.metadata ?? {}).includes(path) ? "metadata" : "";
  };
  const put = (path: string, place: string) => {
    const without = (map: Record<string, string> | undefined) =>
      Object.fromEntries(Object.entries(map ?? {}).filter(([, p]) => p !== path));
    const [context, metadata] = [without(mapping.context), without(mapping.metadata)];
    if (place === "context") context[path] = path;
    if (place === "metadata") metadata[path] = path;
    onChange({ ...mapping, context, metadata });
  };
  const kept = others.filter((column) => placeOf(column.path)).length;
  return (
    <details className={styles.more}>
      <summary>
        Other columns: {kept} of {others.length} kept
      </summary>
      <FieldRow>
        {others.map((column) => (
          <SelectField
            key={column.path}
            label={column.path}
            value={placeOf(column.path)}
            onChange={(event) => put(column.path, event.currentTarget.value)}
          >
            <option value="">Leave out</option>
            <option value="metadata">Keep with the item</option>
            <option value="context">Show to those who judge</option>
          </SelectField>
        ))}
      </FieldRow>
    </details>
  );
}
