"""Facts as sentences: the parts of a data statement, shared by README and Croissant."""

from typing import Any

Json = dict[str, Any]
NOT_KEPT = "Not recorded."
SPAN = 10  # characters of a date


def share(figure: Json) -> str:
    """A share with its interval, or why there is none."""
    if figure["value"] is None:
        return f"not known: {figure['why_not']}"
    return f"{figure['value']:.0%}{_interval(figure, '{:.0%}')}"


def number(figure: Json) -> str:
    """A figure with its interval, or why there is none."""
    if figure["value"] is None:
        return f"not known: {figure['why_not']}"
    return f"{figure['value']:.2f}{_interval(figure, '{:.2f}')}"


def _interval(figure: Json, form: str) -> str:
    if figure["low"] is None or figure["high"] is None:
        return f" (n = {figure['n']:,})"
    return f" ({form.format(figure['low'])} to {form.format(figure['high'])}, n = {figure['n']:,})"


def citation(manifest: Json) -> str:
    """BibTeX of exactly these rows."""
    project = manifest["report"]["project"]
    return (
        f"@misc{{{project['slug'].replace('-', '_')}_{manifest['snapshot']},\n"
        f"  title = {{{project['name']}}},\n"
        f"  note = {{Preference dataset, snapshot {manifest['snapshot']}, "
        f"sha256 {manifest['sha256']}}},\n"
        f"  year = {{{manifest['begun_at'][:4]}}}\n}}"
    )


def responsible(manifest: Json) -> Json:
    """Every field of croissant.RAI: the app's own knowledge, or that it has none."""
    report = manifest["report"]
    return {
        "dataCollection": collection(report),
        "dataCollectionType": _kinds(report),
        "dataCollectionMissingData": missing(manifest),
        "dataCollectionRawData": imports(report),
        "dataCollectionTimeFrame": _dates(report),
        "dataImputationProtocol": "No value is imputed: what was not said is null.",
        "dataPreprocessingProtocol": [
            "Prompts and responses are as they were imported; nothing is rewritten.",
            *apart(manifest),
        ],
        "dataManipulationProtocol": labelling(report),
        "dataAnnotationProtocol": protocol(report),
        "dataAnnotationPlatform": [
            "Tiebreak: comparison, rating and ranking in a browser, with routing to LLM judges."
        ],
        "dataAnnotationAnalysis": agreement(report),
        "annotationsPerItem": f"{report['project']['overlap']} wanted of people; "
        "the config judgments has every one.",
        "annotatorDemographics": [people(report)],
        "machineAnnotationTools": [judge(row) for row in report["judges"]] or ["None."],
        "dataBiases": biases(report),
        "dataUseCases": [
            "Training and evaluating reward models and preference optimisation.",
            "Studying disagreement: the config judgments keeps each verdict with its rater.",
        ],
        "dataLimitations": limits(manifest),
        "dataSocialImpact": (
            "Labels say what these raters preferred under these guidelines; a model trained on "
            "them learns their taste and what pulled them, as listed under biases."
        ),
        "personalSensitiveInformation": [consent(manifest)],
        "dataReleaseMaintenancePlan": (
            f"Frozen as snapshot {manifest['snapshot']}; corrections are new snapshots, which say "
            "what changed."
        ),
        "hasSyntheticData": _synthetic(report),
    }


def collection(report: Json) -> str:
    """How items came and who was asked about them."""
    routed = [row for row in report["routing"] if row["decided"]]
    if not routed:
        return "Items were imported and given to people; no policy decided who is asked."
    total = sum(row["decided"] for row in routed)
    parts = [
        f"version {r['version']} ({r['policy']}, audits {r['audit_rate']:.0%}) decided "
        f"{r['decided']:,} times: people {r['human']:,}, judges {r['judge']:,}, "
        f"{r['audited']:,} audited"
        for r in routed
    ]
    return (
        f"Items were imported and routed: {total:,} decisions who is asked, each with its logged "
        f"probability. {'; '.join(parts)}."
    )


def _kinds(report: Json) -> list[str]:
    found = ["Others: preference judgments"]
    if any(row["kind"] == "human" for row in report["judgments"]):
        found.append("Manual Human Curator")
    if any(row["kind"] == "judge" for row in report["judgments"]):
        found.append("Machine annotation")
    return found


def imports(report: Json) -> str:
    """Which files the items and judgments came from."""
    if not report["imports"]:
        return "No file was imported: items were made in the application or by its API."
    rows = report["imports"]
    parts = [f"{r['file']} ({r['rows']:,} {r['kind']}, {r['at'][:SPAN]})" for r in rows]
    return f"Imported from {'; '.join(parts)}."


def _dates(report: Json) -> list[str]:
    found = [row[key] for row in report["judgments"] for key in ("first", "last")]
    return [min(found).replace(" ", "T"), max(found).replace(" ", "T")] if found else []


def missing(manifest: Json) -> str:
    """What was left out, by name."""
    left = [f"{row['n']:,} {row['reason'].replace('_', ' ')}" for row in manifest["left_out"]]
    lost = [f"{row['n']:,} {row['part'].replace('_', ' ')}" for row in manifest["without"]]
    of = f"Of {manifest['considered']:,} {manifest['considered_unit']} "
    without = f"Written without: {', '.join(lost) or 'nothing'}."
    return f"{of}left out: {', '.join(left) or 'none'}. {without}"


def apart(manifest: Json) -> list[str]:
    """What was kept apart: splits and a given set of texts."""
    found = []
    if manifest["splits"]:
        found.append(
            "Items of one group, and prompts that are the same or nearly so, are in one split."
        )
    if against := manifest.get("against"):
        found.append(
            f"{against['left_out']:,} items have {against['words']} words in a row in common with "
            f"{against['file']} ({against['texts']:,} texts, sha256 {against['sha256']}) and were "
            "left out."
        )
    return found


def labelling(report: Json) -> str:
    """How judgments became labels."""
    methods = sorted({row["method"] for row in report["labels"]})
    return (
        f"Labels by {', '.join(methods)} over the judgments of an item; superseded judgments do "
        "not count."
        if methods
        else "Rows are made of judgments themselves, without a label between."
    )


def protocol(report: Json) -> str:
    """What raters were asked and under which guidelines."""
    asked = ", ".join(f"{q['title']} ({q['type']})" for q in report["project"]["questions"])
    versions = len(report["guidelines"])
    order = (
        "Which response stands on the left is drawn for each assignment."
        if report["project"]["side_order"] == "random"
        else "Responses stand in the order of the file."
    )
    return (
        f"Asked: {asked or 'nothing yet'}. Guidelines: {versions} version"
        f"{'' if versions == 1 else 's'}; each judgment keeps its own. {order} Names of models are "
        "hidden until a verdict is given."
    )


def agreement(report: Json) -> list[str]:
    """One sentence a question."""
    return [
        f"{q['title']}: two people agree in {share(q['agreement'])}; Krippendorff's alpha "
        f"{number(q['alpha'])}."
        for q in report["agreement"]
    ] or ["Nothing was judged by two people."]


def people(report: Json) -> str:
    """How many people, how long they took; nothing about one of them."""
    rows = [r for r in report["judgments"] if r["kind"] == "human"]
    real = sum(r["raters"] for r in rows if not r["simulated"])
    made_up = sum(r["raters"] for r in rows if r["simulated"])
    verdicts = sum(r["n"] for r in rows)
    seconds = [r["median_seconds"] for r in rows if r["median_seconds"] is not None]
    simulated = f" and {made_up:,} simulated raters" if made_up else ""
    parts = [f"{real:,} people{simulated} gave {verdicts:,} judgments."]
    if seconds:
        parts.append(f"Half of them took less than {min(seconds):.0f} active seconds.")
    parts.append(
        f"{report['people']['consented']:,} agreed to tell about themselves; of nobody alone is "
        "anything published. Pay is not recorded."
    )
    return " ".join(parts)


def judge(row: Json) -> str:
    """A judge in one line."""
    trust = row["trust"] or "not weighed yet"
    return (
        f"{row['name']}: {row['model']} ({row['backend']}, {row['protocol']}), spec sha256 "
        f"{row['sha256']}, {trust}; {row['ok']:,} calls, {row['failed']:,} failed, "
        f"USD {row['spent_usd']:.2f}."
    )


def biases(report: Json) -> list[str]:
    """Side, length, format, as measured."""
    found = [
        f"The response on the left wins {share(side['left'])} of the decided comparisons by "
        f"{'people' if side['kind'] == 'human' else 'judges'}."
        for side in report["sides"]
    ]
    rewarded = report["rewards"]
    found += [
        f"{f['title']}: more of it {'wins' if f['all']['value'] > 0 else 'loses'}, "
        f"tau {number(f['all'])}."
        for f in rewarded["factors"]
        if f["all"]["value"] is not None and f["all"]["low"] is not None
        and (f["all"]["low"] > 0 or f["all"]["high"] < 0)
    ]  # fmt: skip
    leaning = [r["name"] for r in report["raters"] if any(q["left_biased"] for q in r["questions"])]
    if leaning:
        found.append(f"Raters who lean to one side: {', '.join(leaning[:20])}.")
    return found or ["None was measured: there are too few comparisons."]


def limits(manifest: Json) -> list[str]:
    """What the rows are not."""
    report = manifest["report"]
    found = [f"Language: {report['project']['language']}.", missing(manifest)]
    if report["project"]["simulated"]:
        found.append("Raters of this project are simulated: nothing here says what people prefer.")
    shared = [q for q in report["agreement"] if q["agreement"]["value"] is None]
    found += [f"Agreement on {q['title']} is {share(q['agreement'])}." for q in shared]
    return found


def consent(manifest: Json) -> str:
    """What of people is in the files."""
    report, told = manifest["report"], manifest.get("about_raters")
    beside = (
        "Beside each judgment of a person who agreed stands what they told about themselves: "
        f"{', '.join(told['fields'])}; blank where fewer than {told['min_group']} told the same. "
        if told
        else ""
    )
    return (
        "Raters stand under pseudonyms that cannot be read back; neither names nor addresses are "
        f"in any file. {report['people']['consented']:,} of {report['people']['signed_in']:,} "
        f"signed-in raters agreed to tell about themselves. {beside}Prompts and responses were not "
        "searched for personal data."
    )


def _synthetic(report: Json) -> bool:
    judged = any(row["kind"] == "judge" or row["simulated"] for row in report["judgments"])
    return bool(judged or report["rewards"]["models"])
