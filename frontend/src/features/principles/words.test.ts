import { expect, it } from "vitest";
import type { Principle, Reconstruction } from "@/api/typesPrinciples";
import { found } from "./words";

const figure = { value: 0.7, low: 0.6, high: 0.8, n: 90, why_not: "" };
const principle: Principle = {
  key: "length",
  kind: "form",
  text: "Prefer the response with more words.",
  agree: 70,
  disagree: 30,
  silent: 0,
  relevance: 1,
  accuracy: figure,
  strength: 0.4,
  p: 0.001,
};
const asked: Reconstruction = {
  key: "overall",
  title: "Overall",
  n_items: 200,
  of_items: 200,
  n_learnt: 100,
  n_held: 100,
  principles: [principle],
  together: figure,
  why_not: "",
};

it("names what is surely better than a coin", () => {
  expect(found(asked)).toMatch(
    /^1 principle stands out: “Prefer the response with more words”\. All of them together/,
  );
  expect(found({ ...asked, principles: [{ ...principle, p: 0.2 }] })).toMatch(/^No principle/);
  expect(
    found({
      ...asked,
      together: { ...figure, value: null, why_not: "no principle says anything" },
    }),
  ).toContain("cannot be computed: no principle says anything.");
});
