import { expect, it } from "vitest";
import { short } from "./MatrixChart";

it("keeps the ends of long names, in which pseudonyms differ", () => {
  expect(short("Rater b1f963", 600)).toBe("Rater b1f963");
  expect(short("Simulated rater b1f963", 600)).toBe("Simulated r…b1f963");
  expect(short("Simulated rater b1f963", 320)).toBe("Simu…b1f963");
});
