import { describe, expect, it } from "vitest";
import {
  at,
  cleaned,
  itemProblems,
  itemsOf,
  judgmentProblems,
  mapItem,
  valuesMet,
} from "./mapping";

const ROW = {
  idx: 7,
  instruction: "Add",
  input: "1 + 1",
  out: [{ text: "2" }, { text: "3" }],
  "odd.name": "here",
  chat: [
    { role: "user", content: "Hi" },
    { role: "assistant", content: "Hello" },
  ],
};

describe("the mapping of a row", () => {
  it("follows paths into lists and quoted names", () => {
    expect(at(ROW, "out[1].text")).toBe("3");
    expect(at(ROW, "out[-1].text")).toBe("3");
    expect(at(ROW, '["odd.name"]')).toBe("here");
    expect(at(ROW, "out[9].text.more")).toBeUndefined();
  });

  it("joins several prompt columns and names what was not found", () => {
    const item = mapItem(ROW, {
      id: "idx",
      prompt: ["instruction", "input"],
      responses: [{ text: "out[0].text" }, { text: "nowhere" }],
    });
    expect(item.id).toBe("7");
    expect(item.prompt).toEqual([{ role: "user", content: "Add\n\n1 + 1" }]);
    expect(item.missing).toEqual(["nowhere"]);
  });

  it("keeps a conversation as turns and reads the last turn of a response", () => {
    const item = mapItem(ROW, { id: "idx", prompt: ["chat"], responses: [{ text: "chat" }] });
    expect(item.prompt).toHaveLength(2);
    expect(item.responses[0]?.text).toBe("Hello");
  });

  it("reads a whole list of responses from one column", () => {
    const item = mapItem(ROW, { id: "idx", prompt: ["input"], responses: [{ text: "out" }] });
    expect(item.responses.map((r) => r.text)).toEqual(["2", "3"]);
  });

  it("is refused until it has a prompt and two responses", () => {
    expect(itemProblems({ prompt: [], responses: [{ text: "input" }] }, ROW)).toHaveLength(2);
    expect(itemProblems({ prompt: ["input"], responses: [{ text: "out" }] }, ROW)).toEqual([]);
    const three = { prompt: ["input"], responses: [{ text: "out" }, { text: "input" }] };
    expect(itemProblems(three, ROW)).toEqual([expect.stringMatching(/names the row/)]);
  });

  it("of judgments asks who and what, and shows every value met", () => {
    const mapping = {
      item: "idx",
      kind: "human" as const,
      answers: [{ question: "overall", path: "vote", rater: "" }],
      values: {},
    };
    expect(judgmentProblems(mapping)).toHaveLength(2);
    expect(valuesMet([{ vote: 2 }, { vote: 10 }, { vote: null }], mapping)).toEqual(["2", "10"]);
  });

  it("sends no empty choice", () => {
    const sent = cleaned({
      id: "i",
      prompt: ["p", ""],
      responses: [{ text: "a", model: "" }, { text: "" }],
      group: "",
    });
    expect(sent).toEqual({ id: "i", prompt: ["p"], responses: [{ text: "a" }] });
  });
});

describe("a row with several responses", () => {
  it("becomes as many items as it has pairs, or one", () => {
    const counts = (["all", "adjacent", "first", "none", undefined] as const).map((pairs) =>
      itemsOf(4, pairs),
    );
    expect(counts).toEqual([6, 3, 3, 1, 6]);
    expect(itemsOf(2, "all")).toBe(1);
  });
});
