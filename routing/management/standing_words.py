"""A judge's report in lines of text."""

from typing import Any

Figure = dict[str, Any]


def told(name: str, report: dict[str, Any]) -> str:
    """The verdict, its reasons, and the figures behind them."""
    verdict, agreement, orders = report["verdict"], report["agreement"], report["orders"]
    lines = [f"{name}: {verdict['sentence']}"]
    lines += [f"  {r['finding']:5} {r['text']}" for r in verdict["reasons"]]
    figures = {
        "agreement with people": agreement["overall"],
        "  where they are unanimous": agreement["unanimous"],
        "  where they differ": agreement["split"],
        "  where neither says tie": agreement["decided"],
        "one person with the others": agreement["ceiling"],
        "Cohen's kappa": agreement["kappa"],
        "AC1": agreement["ac1"],
        "tie recall": agreement["ties"]["recall"],
        "tie precision": agreement["ties"]["precision"],
        "same in both orders": orders["consistent"],
        "right, both orders together": orders["accuracy_mean"],
        "  where the orders agree": orders["accuracy_consistent"],
        "pull of the first place": orders["pull"],
        "  left after the swap": orders["left_over"],
        "length, beyond people's": report["length"]["gap"],
        "format, beyond people's": report["format"]["gap"],
        "asked again, the same": report["consistency"]["repeats"],
        "changed by harmless changes": report["consistency"]["changed"],
    }
    if missing := report.get("missing_wrong"):
        figures["right, missing as wrong"] = missing["right"]
        figures["same, missing as different"] = missing["same"]
    figures |= {f"  by {k}": f for k, f in report["consistency"]["families"].items()}
    figures |= {f"as {v['name']}": v["same"] for v in report["consistency"]["versions"]}
    lines += [f"  {what:30} {_figure(figure)}" for what, figure in figures.items()]
    for way in report["calibration"]["maps"]:
        ece, brier = way["ece"], way["brier"]
        lines.append(f"  ECE {way['name']:26} {_figure(ece)}; Brier {_figure(brier)}")
    return "\n".join(lines)


def _figure(figure: Figure) -> str:
    if figure["value"] is None:
        return f"– ({figure['why_not']})"
    span = "" if figure["low"] is None else f" [{figure['low']:.3f}, {figure['high']:.3f}]"
    return f"{figure['value']:.3f}{span} of {figure['n']}"
