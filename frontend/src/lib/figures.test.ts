import { describe, expect, it } from "vitest";
import {
  ago,
  bytes,
  coefficient,
  count,
  duration,
  percent,
  plural,
  usd,
  withInterval,
} from "./figures";

describe("figures", () => {
  it("groups thousands and counts in words", () => {
    expect(count(1234567)).toBe("1,234,567");
    expect(plural(1, "item")).toBe("1 item");
    expect(plural(2, "person", "people")).toBe("2 people");
  });

  it("never rounds a part to all or nothing", () => {
    expect(percent(0.999)).toBe("> 99 %");
    expect(percent(0.001)).toBe("< 1 %");
    expect(percent(1)).toBe("100 %");
    expect(percent(0)).toBe("0 %");
  });

  it("says ± only where the interval is even", () => {
    expect(withInterval({ value: 0.81, low: 0.78, high: 0.84, n: 900 })).toBe("81 % ± 3");
    expect(withInterval({ value: 0, low: 0, high: 0, n: 52 })).toBe("0 %");
    expect(withInterval({ value: 0.96, low: 0.9, high: 0.98, n: 90 })).toBe("96 % (90–98)");
  });

  it("keeps small sums of money visible", () => {
    expect(usd(4.1)).toBe("$4.10");
    expect(usd("0.00000320")).toBe("$0.0000032");
    expect(usd(0.0012)).toBe("$0.0012");
    expect(usd(1234.5)).toBe("$1,234.50");
    expect(usd(0)).toBe("$0");
  });

  it("names units of size and time", () => {
    expect(bytes(999)).toBe("999 B");
    expect(bytes(1_500_000)).toBe("1.5 MB");
    expect(duration(42)).toBe("42 s");
    expect(duration(200)).toBe("3 min 20 s");
    expect(duration(7500)).toBe("2 h 5 min");
    expect(duration(7199)).toBe("2 h");
    expect(ago("2026-01-01T00:00:00Z", Date.parse("2026-01-01T02:05:00Z"))).toBe("2 h ago");
  });

  it("writes a true minus", () => {
    expect(coefficient(-0.123)).toBe("−0.12");
    expect(coefficient(-0.001)).toBe("0.00");
  });
});
