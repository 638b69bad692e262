import { describe, expect, it } from "vitest";
import type { PolicyKind, Routing } from "@/api/types";
import { fieldsOf, moveWords, policyWords, previewWords, sentence } from "./words";

const kind: PolicyKind = {
  key: "confidence",
  title: "Judge's confidence",
  summary: "",
  needs: [],
  params: {
    properties: {
      threshold: {
        type: ["number", "null"],
        minimum: 0,
        maximum: 1,
        default: 0.7,
        title: "Sure enough",
      },
      strategy: { type: "string", enum: ["top_k"], default: "top_k" },
    },
  },
};
const config = {
  version: 2,
  policy: "confidence",
  params: {},
  audit_rate: 0.05,
  created_at: "",
  created_by: "",
};
const routing: Routing = {
  config,
  versions: [],
  budgets: { usd: null, human_judgments: null },
  routes: { human: 10, judge: 85, both: 5 },
  audited: 5,
  last_run: null,
  judges: { active: 1 },
  audit: { n: 5, agreement: { value: 0.8, low: 0.38, high: 0.96, n: 5 } },
  spending: null,
  queues: [],
  days: [],
  moves: [],
  as_of: null,
};

describe("routing in words", () => {
  it("says where items went and how the audit stands", () => {
    expect(sentence(routing)).toBe(
      "Of 100 items routed, 10 went to people, 85 to the judge, 5 to both; on 5 audited items they agree 80 % (38–96).",
    );
    expect(sentence({ ...routing, config: null })).toMatch(/wait until a policy is chosen/);
  });

  it("tells a setting by its title, its default where it is left alone", () => {
    expect(policyWords(config, [kind])).toBe("Judge's confidence (sure enough 0.7)");
    expect(policyWords({ ...config, params: { threshold: null } }, [kind])).toMatch(/not set/);
    expect(fieldsOf(kind)[0]).toMatchObject({ name: "threshold", nullable: true, maximum: 1 });
    expect(fieldsOf(undefined)).toEqual([]);
  });

  it("says what would move before it is saved", () => {
    const preview = { human: 120, judge: 30, both: 0, moved: 120, sample: [] };
    expect(previewWords(preview)).toMatch(/120 items would go elsewhere than now\.$/);
    expect(previewWords({ ...preview, moved: 0 })).toMatch(/Nothing moves/);
    expect(moveWords("human", "judge")).toBe("people → the judge");
    expect(moveWords("", "judge")).toBe("nobody → the judge");
  });
});
