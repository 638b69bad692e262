import { expect, it } from "vitest";
import { number, said, share, winner } from "./words";

it("says a share with its interval and what it rests on", () => {
  const figure = { value: 0.716, low: 0.686, high: 0.743, n: 974, why_not: "" };
  expect(share(figure)).toBe("72 % (69–74) of 974");
  expect(number({ ...figure, value: -0.5, low: -0.9, high: -0.1 })).toBe("−0.50 (−0.90 to −0.10)");
});

it("says why a figure is missing instead of a number", () => {
  const none = { value: null, low: null, high: null, n: 0, why_not: "there is none" };
  expect(share(none)).toBe("– there is none");
  expect(number(none)).toBe("– there is none");
});

it("has words for every verdict and for none", () => {
  expect([winner("a"), winner(null)]).toEqual(["the first response", "no verdict"]);
});

it("says what was read out of a call, whatever way it was asked", () => {
  const verdict = {
    state: "ok",
    winner: "",
    strength: null,
    p_a: null,
    value: null,
    reasoning: "",
  };
  const call = { state: "ok" as const, error: "" };
  expect(said({ ...call, verdict: { ...verdict, winner: "a" } })).toBe("the first response");
  expect(said({ ...call, verdict: { ...verdict, value: 4 } })).toBe("4");
  expect(said({ ...call, verdict: { ...verdict, value: [[1], [0]] } })).toBe("[[1],[0]]");
  expect(said({ state: "failed", error: "refused", verdict: null })).toBe("refused");
});
