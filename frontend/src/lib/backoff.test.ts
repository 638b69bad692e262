import { expect, it } from "vitest";
import { waitSeconds } from "./backoff";

it("waits anywhere between nothing and a ceiling that doubles up to a minute", () => {
  const longest = [1, 2, 3, 4, 10].map((attempts) => waitSeconds(attempts, null, () => 1));
  expect(longest).toEqual([1, 2, 4, 8, 60]);
  expect(waitSeconds(10, null, () => 0)).toBe(0);
});

it("never comes back sooner than the server asked", () => {
  expect(waitSeconds(1, 30, () => 0.5)).toBe(30);
});
