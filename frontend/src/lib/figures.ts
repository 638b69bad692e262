/** Numbers as people read them: units named, intervals kept, thousands grouped. */

const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const moment = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** An estimate with its 95 % interval, all in [0, 1] (or [-1, 1] for kappa), and how many it rests on. */
export type Stat = { value: number; low: number; high: number; n: number };

export function count(n: number): string {
  return grouped.format(n);
}

/** `plural(1, "item")` is "1 item"; `plural(1200, "item")` is "1,200 items". */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** A share in [0, 1]; never "100 %" or "0 %" for something that is not all or nothing. */
export function percent(share: number): string {
  if (share > 0 && share < 0.005) return "< 1 %";
  if (share < 1 && share > 0.995) return "> 99 %";
  return `${Math.round(share * 100)} %`;
}

/** "81 % ± 3", or "96 % (90–98)" where the interval leans to one side; "0 %" where it has no width. */
export function withInterval(stat: Stat): string {
  const [value, low, high] = [stat.value, stat.low, stat.high].map((x) => Math.round(x * 100)) as [
    number,
    number,
    number,
  ];
  const [down, up] = [value - low, high - value];
  if (down === 0 && up === 0) return percent(stat.value);
  if (Math.abs(down - up) <= 1) return `${value} % ± ${Math.max(down, up)}`;
  return `${value} % (${low}–${high})`;
}

/** A coefficient such as kappa or alpha: two decimals, a true minus. */
export function coefficient(x: number): string {
  const text = x.toFixed(2);
  // Minus nought is nought.
  return text === "-0.00" ? "0.00" : text.replace("-", "−");
}

/** Money: cents from a dollar on; below it, two figures that mean something. */
export function usd(amount: number | string): string {
  const x = Number(amount);
  if (x === 0) return "$0";
  if (x < 0.01) return `$${x.toLocaleString("en", { maximumSignificantDigits: 2 })}`;
  return `$${x.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

export function bytes(n: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let size = n;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${size < 10 && unit > 0 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

/** Seconds in at most two units: "42 s", "3 min 20 s", "2 h 5 min", "3 d". */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 600) return `${Math.floor(s / 60)} min${s % 60 ? ` ${s % 60} s` : ""}`;
  if (s < 3600) return `${Math.round(s / 60)} min`;
  if (s < 48 * 3600) {
    const minutes = Math.round((s % 3600) / 60);
    return minutes === 60 || minutes === 0
      ? `${Math.round(s / 3600)} h`
      : `${Math.floor(s / 3600)} h ${minutes} min`;
  }
  return `${Math.round(s / 86400)} d`;
}

export function ago(iso: string, now = Date.now()): string {
  const seconds = (now - Date.parse(iso)) / 1000;
  if (seconds < 45) return "just now";
  const text = seconds < 3600 ? `${Math.round(seconds / 60)} min` : duration(seconds);
  return `${text.split(" ").slice(0, 2).join(" ")} ago`;
}

export function date(iso: string): string {
  return day.format(new Date(iso));
}

export function dateTime(iso: string): string {
  return moment.format(new Date(iso));
}

/** A hash short enough to compare by eye. */
export function shortHash(hex: string): string {
  return hex.slice(0, 12);
}
