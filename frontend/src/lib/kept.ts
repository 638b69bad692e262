import { type FormEvent, useEffect, useLayoutEffect, useRef, useState } from "react";

/**
 * A state that outlives its page: what is being written stays in this tab, whatever is opened
 * meanwhile, until it is what was there at first again. `place` names it, with the version it began from.
 */
export function useKept<T>(place: string, first: T): [T, (value: T) => void] {
  const at = `kept:${place}`;
  const [value, setValue] = useState<T>(() => read(at) ?? first);
  const plain = JSON.stringify(value);
  const same = plain === JSON.stringify(first);
  useEffect(() => {
    try {
      if (same) sessionStorage.removeItem(at);
      else sessionStorage.setItem(at, plain);
    } catch {
      // Full or switched off: it stays on the page alone, as long as that is open.
    }
  }, [at, same, plain]);
  return [value, setValue];
}

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
type Written = Record<string, string | boolean>;

/**
 * The same for a form whose fields hold their values themselves: what was written into those that
 * differ from what is saved comes back when the form does. `saved` says that it is; a reset forgets it.
 */
export function useKeptForm(place: string) {
  const [written, write] = useKept<Written>(place, NOTHING);
  const first = useRef(written);
  const ref = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    for (const field of fieldsOf(ref.current))
      if (field.name in first.current) fill(field, first.current[field.name]);
  }, []);
  const onInput = ({ currentTarget }: FormEvent<HTMLFormElement>) => {
    const changed = fieldsOf(currentTarget).filter((field) => valueIn(field) !== savedIn(field));
    write(Object.fromEntries(changed.map((field) => [field.name, valueIn(field)])));
  };
  const onReset = () => write(NOTHING);
  const saved = () => {
    write(NOTHING);
    // Unlike a text's, React does not follow what a list had at first.
    for (const field of fieldsOf(ref.current))
      if (field instanceof HTMLSelectElement)
        for (const option of field.options) option.defaultSelected = option.selected;
  };
  return { form: { ref, onInput, onReset }, changed: Object.keys(written).length > 0, saved };
}

const NOTHING: Written = {};

const fieldsOf = (form: HTMLFormElement | null): Field[] =>
  ([...(form?.elements ?? [])] as Field[]).filter(
    (field) => field.name && field.matches("input, select, textarea"),
  );

const isCheck = (field: Field): field is HTMLInputElement => field.type === "checkbox";
const valueIn = (field: Field) => (isCheck(field) ? field.checked : field.value);

function savedIn(field: Field): string | boolean {
  if (field instanceof HTMLSelectElement)
    return ([...field.options].find((o) => o.defaultSelected) ?? field.options[0])?.value ?? "";
  return isCheck(field) ? field.defaultChecked : field.defaultValue;
}

function fill(field: Field, value: string | boolean | undefined): void {
  if (isCheck(field)) field.checked = value === true;
  else field.value = String(value);
}

function read<T>(at: string): T | null {
  try {
    return JSON.parse(sessionStorage.getItem(at) ?? "null") as T | null;
  } catch {
    return null;
  }
}

/** Adds to what is being written there, or to what it would begin from; it is read when its page opens. */
export function addToKept(place: string, first: string, more: string): void {
  const at = `kept:${place}`;
  const text = [read<string>(at) ?? first, more].filter((part) => part.trim()).join("\n\n");
  try {
    sessionStorage.setItem(at, JSON.stringify(text));
  } catch {
    // Full or switched off: the page opens without it.
  }
}
