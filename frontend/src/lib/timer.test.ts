import { expect, it } from "vitest";
import { ActiveTimer, IDLE_SECONDS } from "./timer";

const at = (seconds: number) => seconds * 1000;

it("counts while somebody works", () => {
  const timer = new ActiveTimer(at(0));
  timer.sign(at(20));
  timer.sign(at(50));
  expect(timer.seconds(at(60))).toBe(60);
});

it("stops a minute after the last sign of life and goes on with the next one", () => {
  const timer = new ActiveTimer(at(0));
  timer.sign(at(10));
  expect(timer.seconds(at(500))).toBe(10 + IDLE_SECONDS);
  timer.sign(at(600));
  expect(timer.seconds(at(605))).toBe(10 + IDLE_SECONDS + 5);
});

it("leaves out the time the page was hidden", () => {
  const timer = new ActiveTimer(at(0));
  timer.hide(at(5));
  timer.sign(at(30));
  timer.show(at(100));
  expect(timer.seconds(at(110))).toBe(15);
});

it("goes on from the seconds of a draft, and never counts them twice", () => {
  const timer = new ActiveTimer(at(0), { seconds: 40 });
  expect(timer.seconds(at(2))).toBe(42);
  expect(timer.seconds(at(2))).toBe(42);
});

it("is not active while hidden or idle", () => {
  const timer = new ActiveTimer(at(0));
  expect(timer.active(at(30))).toBe(true);
  expect(timer.active(at(90))).toBe(false);
  timer.sign(at(90));
  timer.hide(at(91));
  expect(timer.active(at(92))).toBe(false);
});
