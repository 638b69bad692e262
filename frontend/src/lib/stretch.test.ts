import { expect, test } from "vitest";
import { BREAK_MS, Stretch } from "./stretch";

const MINUTE = 60_000;

test("work without a break adds up", () => {
  const stretch = new Stretch(0);
  for (let at = 0; at <= 50 * MINUTE; at += 2 * MINUTE) stretch.sign(at);
  expect(stretch.minutes(50 * MINUTE)).toBe(50);
});

test("five minutes away are a break, and the count begins anew", () => {
  const stretch = new Stretch(0);
  stretch.sign(40 * MINUTE - BREAK_MS - 1);
  expect(stretch.minutes(40 * MINUTE)).toBe(0);
  stretch.sign(40 * MINUTE);
  expect(stretch.minutes(43 * MINUTE)).toBe(3);
});

test("a break put off is suggested again after as long", () => {
  const stretch = new Stretch(0);
  for (let at = 0; at <= 30 * MINUTE; at += MINUTE) stretch.sign(at);
  stretch.restart(30 * MINUTE);
  expect(stretch.minutes(31 * MINUTE)).toBe(1);
});
