import { expect, it } from "vitest";
import { toCsv } from "./csv";

it("quotes what needs quoting and disarms formulas", () => {
  const csv = toCsv({
    columns: ["who", "n"],
    rows: [
      ['a "b", c', 1.5],
      ["=1+1", null],
      ["plain", -2],
    ],
  });
  expect(csv).toBe('who,n\r\n"a ""b"", c",1.5\r\n\'=1+1,\r\nplain,-2\r\n');
});
