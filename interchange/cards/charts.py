"""Which plots a card has, from the facts of its report; none without anything to show."""

from typing import Any

from interchange.cards import plots
from interchange.cards.plots import Mark

Json = dict[str, Any]
MOST_ROWS = 20
ROUTES = ("people", "judges")
WINNERS = {"a": "first wins", "b": "second wins", "tie": "tie", "both_bad": "both bad"}


def charts(report: Json) -> dict[str, bytes]:
    """File name -> PNG."""
    made = {
        "plot-labels.png": _labels(report),
        "plot-agreement.png": _agreement(report),
        "plot-rewards.png": _rewards(report),
        "plot-raters.png": _raters(report),
        "plot-routing.png": _routing(report),
    }
    return {name: png for name, png in made.items() if png}


def _mark(figure: Json, series: int = 0) -> list[Mark]:
    if figure["value"] is None:
        return []
    return [Mark(series, figure["value"], figure["low"], figure["high"])]


def _labels(report: Json) -> bytes | None:
    sources = ("human", "llm", "both")
    counts = {
        winner: [
            sum(
                row["n"]
                for row in report["labels"]
                if (row["winner"], row["source"]) == (winner, s)
            )
            for s in sources
        ]
        for winner in WINNERS
    }
    rows = [(WINNERS[winner], numbers) for winner, numbers in counts.items() if any(numbers)]
    names = ("by people", "by judges", "by both")
    return plots.bars("Labels in the dataset", rows, series=names) if rows else None


def _agreement(report: Json) -> bytes | None:
    rows = []
    for q in report["agreement"][:MOST_ROWS]:
        judges = [m for j in q["judges"][:1] for m in _mark(j["agreement"], 1)]
        if marks := [*_mark(q["agreement"]), *judges]:
            rows.append((q["key"], marks))
    names = ("two people agree", "judge agrees with people's majority")
    title = "Agreement, with 95 % intervals"
    return plots.intervals(title, rows, series=names, span=(0, 1), percent=True) if rows else None


def _rewards(report: Json) -> bytes | None:
    rows = [
        (f["title"], [*_mark(f["people"]), *_mark(f["judges"], 1)])
        for f in report["rewards"]["factors"]
        if f["people"]["value"] is not None or f["judges"]["value"] is not None
    ]
    title = "More of it wins (+) or loses (-), with 95 % intervals"
    names = ("people's labels", "judges' labels")
    return plots.intervals(title, rows, series=names, span=(-1, 1), reference=0) if rows else None


def _raters(report: Json) -> bytes | None:
    rows = []
    for rater in report["raters"][:MOST_ROWS]:
        of = next((q for q in rater["questions"] if q["question"] == report["question"]), None)
        if of and (marks := _mark(of["left"], int(rater["kind"] == "judge"))):
            rows.append((rater["name"], marks))
    title = "The response on the left wins, by rater, with 95 % intervals"
    names = ("people", "judges")
    return (
        plots.intervals(title, rows, series=names, span=(0, 1), reference=0.5, percent=True)
        if rows
        else None
    )


def _routing(report: Json) -> bytes | None:
    rows = [
        (f"version {row['version']}: {row['policy']}", [row["human"], row["judge"]])
        for row in report["routing"][-MOST_ROWS:]
        if row["decided"]
    ]
    title = "Whom each version of the routing asked, in decisions"
    return plots.bars(title, rows, series=ROUTES) if rows else None
