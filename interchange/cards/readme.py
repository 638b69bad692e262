"""README.md in a hub's layout: what the rows are, who judged them, and what they reward."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import yaml

from interchange.cards import hub, told

Json = dict[str, Any]
MOST_RATERS = 50
CHANGES = {
    "added": "items came",
    "removed": "items went",
    "relabelled": "items changed their label",
    "other_evidence": "items have other judgments behind the same label",
}


def readme(manifest: Json, plots: Iterable[str]) -> str:
    """The whole card.

    Args:
        manifest: With its report.
        plots: Names of the plots that lie beside it.
    """
    header = yaml.dump(
        hub.header(manifest), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=100
    )
    parts = [
        f"---\n{header}---\n",
        f"# {_line(manifest['report']['project']['name'])}\n",
        *_summary(manifest),
        *_configs(manifest),
        *_choices(manifest),
        *_statement(manifest),
        *_agreement(manifest["report"]),
        *_biases(manifest["report"], set(plots)),
        *_living(manifest, set(plots)),
        *_end(manifest),
    ]
    return "\n".join(parts).replace("\0", "\\0")


class _Plain(yaml.SafeDumper):
    """Writes what comes twice twice: loaders of headers change what they read in place."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table; cells of other people's text stay in their cells."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(_line(str(cell)) for cell in row)} |\n" for row in lines)


def _line(text: str) -> str:
    """Text in one line that is only text: no markup, no cell's end."""
    plain = re.sub(r"\s+", " ", text)
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", plain) if plain != "---" else plain


def _code(language: str, text: str) -> str:
    """A text as it is, between fences longer than any in it."""
    longest = max(map(len, re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text}\n{fence}\n"


def _summary(manifest: Json) -> list[str]:
    project = manifest["report"]["project"]
    made_up = (
        "> **Raters of this project are simulated.** Nothing here says what people prefer.\n"
        if project["simulated"]
        else ""
    )
    return [
        f"{_line(project['description'])}\n" if project["description"] else "",
        made_up,
        (
            f"{manifest['rows']:,} rows in `{manifest['format']}`, frozen as snapshot "
            f"`{manifest['snapshot']}` on {manifest['begun_at'][:10]}. Every row says who "
            "judged it, why they were asked, and how far to trust it (columns `meta_*`).\n"
        ),
    ]


def _configs(manifest: Json) -> list[str]:
    rows = [
        (
            config["format"], split, f"{file['rows']:,}", file["name"], file["sha256"][:16],
        )
        for config in manifest["configs"]
        for split, file in hub.files(config)
    ]  # fmt: skip
    first = next((hub.name(c) for c in manifest["configs"] if hub.files(c)), "")
    return [
        "## Configs\n",
        table(("config", "split", "rows", "file", "sha256 begins"), rows),
        _code(
            "python", f'from datasets import load_dataset\n\ndata = load_dataset(PATH, "{first}")'
        ),
    ]


def _choices(manifest: Json) -> list[str]:
    """How the rows were chosen: what decides them is never implicit."""
    params = manifest["params"]
    left = [(r["reason"].replace("_", " "), f"{r['n']:,}") for r in manifest["left_out"]]
    lost = [(r["part"].replace("_", " "), f"{r['n']:,}") for r in manifest["without"]]
    parts = [
        "## How the rows were chosen\n",
        table(("choice", "value"), [(k, _value(v)) for k, v in params.items()]),
        f"{manifest['considered']:,} {manifest['considered_unit']} were considered.\n",
    ]
    if left:
        parts.append(table(("left out because", "records"), left))
    if lost:
        parts.append(table(("not in this format", "items"), lost))
    if manifest["splits"]:
        shares = [(s["name"], s["share"], s["items"], s["rows"]) for s in manifest["splits"]]
        together = manifest["kept_together"]
        parts += [
            table(("split", "share", "items", "rows"), shares),
            (
                f"Splits never share a group, a prompt, or prompts that are nearly the same: "
                f"pairs of different prompts kept together: {together['pairs']:,}; the "
                f"largest set that may not be parted has {together['largest']:,} items.\n"
            ),
        ]
    if manifest.get("against"):
        parts.append(f"{_line(told.apart(manifest)[-1])}\n")
    return parts


def _value(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _statement(manifest: Json) -> list[str]:
    """The data statement (Bender and Friedman 2018): curation, language, people, situation."""
    report = manifest["report"]
    judges = [told.judge(row) for row in report["judges"]]
    budgets = [
        f"{b['unit']}: {b['spent']:,.2f} of {b['limit']:,.2f} spent" for b in report["budgets"]
    ]
    parts = [
        "## Data statement\n",
        f"**Where items come from.** {_line(told.imports(report))}\n",
        f"**Language.** {_line(report['project']['language'])}\n",
        f"**Who was asked.** {_line(told.collection(report))}\n",
        f"**People.** {_line(told.people(report))}\n",
        f"**Judges.** {' '.join(map(_line, judges)) or 'None.'}\n",
        f"**Budget.** {_line('; '.join(budgets)) or 'None was set.'}\n",
        f"**Protocol.** {_line(told.protocol(report))}\n",
        f"**Labels.** {_line(told.labelling(report))}\n",
        f"**Personal data.** {_line(told.consent(manifest))}\n",
    ]
    if report["guideline_text"]:
        parts += ["### Guidelines in force\n", _code("text", report["guideline_text"])]
    return parts


def _agreement(report: Json) -> list[str]:
    rows = [
        (
            q["title"], f"{q['n_votes']:,}", f"{q['n_people']:,}", told.share(q["agreement"]),
            told.number(q["alpha"]), told.number(q["ac1"]), told.share(q["ceiling"]),
        )
        for q in report["agreement"]
    ]  # fmt: skip
    judges = [
        (q["title"], j["judge"], told.share(j["agreement"]), told.number(j["kappa"]))
        for q in report["agreement"]
        for j in q["judges"]
    ]
    head = ("question", "judgments", "people", "two people agree", "alpha", "AC1",
            "a person agrees with the others")  # fmt: skip
    parts = ["## Agreement\n"]
    parts.append(table(head, rows) if rows else "Nothing was judged that can be counted.\n")
    if judges:
        parts.append(table(("question", "judge", "agrees with people", "kappa"), judges))
    if report["as_of"]:
        parts.append(f"Counted over all judgments of the project as of {report['as_of'][:16]}.\n")
    return parts


def _biases(report: Json, plots: set[str]) -> list[str]:
    rows = []
    for rater in report["raters"][:MOST_RATERS]:
        of = next((q for q in rater["questions"] if q["question"] == report["question"]), None)
        if of:
            rows.append(
                (rater["name"], rater["kind"], f"{rater['judged']:,}", told.share(of["agreement"]),
                 told.share(of["left"]), told.number(of["longer"]))
            )  # fmt: skip
    head = ("rater", "kind", "judged", "agrees with people", "left wins", "pull of length")
    parts = ["## Biases\n", "".join(f"- {_line(one)}\n" for one in told.biases(report))]
    parts += _picture(plots, "plot-agreement.png", "Agreement by question")
    parts += _picture(plots, "plot-raters.png", "How often the left response wins, by rater")
    if rows:
        parts.append(table(head, rows))
    return parts


def _picture(plots: set[str], name: str, words: str) -> list[str]:
    return [f"![{words}]({name})\n"] if name in plots else []


def _living(manifest: Json, plots: set[str]) -> list[str]:
    """The living report: what is optimised, how the rules changed, what is new (2204.10817)."""
    report = manifest["report"]
    return [
        "## What this dataset optimises\n",
        *_picture(plots, "plot-labels.png", "Labels by whom"),
        *_rewarded(report["rewards"]),
        *_picture(plots, "plot-rewards.png", "Which properties of a response win"),
        "## How the rules changed\n",
        table(
            ("guidelines", "since", "judgments under it", "sha256 begins"),
            [(g["version"], g["at"][:16], f"{g['judgments']:,}", g["sha256"][:16])
             for g in report["guidelines"]],
        ),
        table(
            ("routing", "policy", "since", "decisions", "to people", "to judges", "audit rate"),
            [(r["version"], r["policy"], r["at"][:16], f"{r['decided']:,}", f"{r['human']:,}",
              f"{r['judge']:,}", f"{r['audit_rate']:.0%}") for r in report["routing"]],
        ) if report["routing"] else "No policy was set: people were asked about every item.\n",
        *_picture(plots, "plot-routing.png", "Whom each version of the routing asked"),
        "## What changed since the last snapshot\n",
        *_changed(manifest),
    ]  # fmt: skip


def _rewarded(rewards: Json) -> list[str]:
    if not rewards["factors"]:
        return ["No two responses that were compared differ in what is measured here.\n"]
    rows = [
        (f["title"], told.number(f["people"]), told.number(f["judges"]), told.number(f["weight"]))
        for f in rewards["factors"]
    ]
    explained = rewards["explained"]
    parts = [
        (
            f"Of {rewards['n']:,} labelled pairs, tau: 1 more of it always wins, -1 always "
            "loses, 0 no matter; the weight is its log-odds per standard deviation beside all "
            "others.\n"
        ),
        table(("property of a response", "people", "judges", "weight"), rows),
        f"Together these properties explain {explained:.0%} of the uncertainty about who "
        "wins; the rest is what raters saw beyond them.\n"
        if explained is not None
        else f"What they explain together is not known: {_line(rewards['why_not'])}.\n",
        f"The item's first response wins {told.share(rewards['first'])} of decided pairs.\n",
    ]
    if rewards["models"]:
        models = [(m["model"], told.share(m["won"])) for m in rewards["models"]]
        parts.append(table(("model", "wins"), models))
    return parts


def _changed(manifest: Json) -> list[str]:
    previous = manifest["report"]["previous"]
    if previous is None:
        return ["This is the first snapshot in this format.\n"]
    counts = [f"{n:,} {CHANGES[kind]}" for kind, n in previous["counts"].items() if n]
    parts = [
        (
            f"Since snapshot `{previous['name']}` of {previous['at'][:10]}: "
            f"{', '.join(counts) or 'no item changed'}. {previous['rows']:,} rows then, "
            f"{manifest['rows']:,} now.\n"
        )
    ]
    if previous["choices"]:
        rows = [(c["key"], c["before"], c["after"]) for c in previous["choices"]]
        parts.append(table(("choice", "before", "now"), rows))
    newer = [g for g in manifest["report"]["guidelines"] if g["at"][:19] > _stamp(previous)]
    parts += [f"- Guidelines version {g['version']} came.\n" for g in newer]
    routed = [r for r in manifest["report"]["routing"] if r["at"][:19] > _stamp(previous)]
    parts += [f"- Routing version {r['version']} ({r['policy']}) came.\n" for r in routed]
    return parts


def _stamp(previous: Json) -> str:
    return str(previous["at"]).replace("T", " ")[:19]


def _end(manifest: Json) -> list[str]:
    contact = manifest["params"].get("contact")
    return [
        "## Licence, citation, contact\n",
        (
            f"Licence: {_line(manifest['params'].get('licence') or 'not said')}. "
            f"Contact: {_line(contact or 'not said')}.\n"
        ),
        _code("bibtex", told.citation(manifest)),
        (
            f"The files' sha256 together: `{manifest['sha256']}`. `manifest.json` has all of the "
            "above as data; `croissant.json` tells it to dataset searches.\n"
        ),
    ]
