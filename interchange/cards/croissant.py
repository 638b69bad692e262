"""Croissant 1.1 with the responsible-AI vocabulary 1.0: what a dataset search reads.

Source: docs.mlcommons.org/croissant, the core specification and the RAI extension; what hubs make
by themselves leaves the RAI fields out.
"""

from typing import Any

from interchange.cards import hub, told

Json = dict[str, Any]
CONTEXT: Json = {
    "@language": "en", "@vocab": "https://schema.org/", "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs", "column": "cr:column", "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn", "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/", "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"}, "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"}, "extract": "cr:extract",
    "field": "cr:field", "fileProperty": "cr:fileProperty", "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet", "format": "cr:format", "includes": "cr:includes",
    "isArray": "cr:isArray", "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath",
    "key": "cr:key", "md5": "cr:md5", "name": {"@container": "@language"},
    "parentField": "cr:parentField", "path": "cr:path", "recordSet": "cr:recordSet",
    "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated",
    "replace": "cr:replace", "samplingRate": "cr:samplingRate", "sc": "https://schema.org/",
    "separator": "cr:separator", "source": "cr:source", "subField": "cr:subField",
    "transform": "cr:transform",
}  # fmt: skip
CONFORMS = ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]
ENCODINGS = {
    "parquet": "application/vnd.apache.parquet", "jsonl": "application/jsonlines",
    "arrow": "application/vnd.apache.arrow.file", "csv": "text/csv", "json": "application/json",
}  # fmt: skip
TYPES = {"text": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean",
         "json": "sc:Text", "texts": "sc:Text"}  # fmt: skip
# Every field of the vocabulary that a preference dataset has an answer to.
RAI = (
    "dataCollection", "dataCollectionType", "dataCollectionMissingData", "dataCollectionRawData",
    "dataCollectionTimeFrame", "dataImputationProtocol", "dataPreprocessingProtocol",
    "dataManipulationProtocol", "dataAnnotationProtocol", "dataAnnotationPlatform",
    "dataAnnotationAnalysis", "annotationsPerItem", "annotatorDemographics",
    "machineAnnotationTools", "dataBiases", "dataUseCases", "dataLimitations",
    "dataSocialImpact", "personalSensitiveInformation", "dataReleaseMaintenancePlan",
    "hasSyntheticData",
)  # fmt: skip


def croissant(manifest: Json) -> Json:
    """The document, as plain data."""
    report = manifest["report"]
    project = report["project"]
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS,
        "name": project["slug"],
        "description": project["description"] or f"Preference data of {project['name']}.",
        "license": manifest["params"].get("licence") or "unknown",
        "url": f"urn:sha256:{manifest['sha256']}",
        "version": f"1.0.0+{manifest['snapshot']}",
        "datePublished": manifest["begun_at"],
        "inLanguage": project["language"],
        "isLiveDataset": False,
        "keywords": hub.header(manifest)["tags"],
        "citeAs": told.citation(manifest),
        "creator": {
            "@type": "sc:Organization",
            "name": manifest["params"].get("contact") or project["name"],
        },
        **{f"rai:{key}": value for key, value in told.responsible(manifest).items()},
        "distribution": [_file(file) for config in manifest["configs"] for file in config["files"]],
        "recordSet": [
            _records(config, split, file)
            for config in manifest["configs"]
            for split, file in hub.files(config)
        ],
    }


def _file(file: Json) -> Json:
    kind = file["name"].rpartition(".")[2]
    return {
        "@type": "cr:FileObject",
        "@id": file["name"],
        "name": file["name"],
        "contentUrl": file["name"],
        "contentSize": f"{file['bytes']} B",
        "encodingFormat": ENCODINGS[kind],
        "sha256": file["sha256"],
    }


def _records(config: Json, split: str, file: Json) -> Json:
    name = f"{hub.name(config)}/{split}"
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": f"{file['rows']} rows of the config {hub.name(config)}, split {split}.",
        "field": [
            _field(name, column["name"], column["type"], file["name"])
            for column in config["columns"]
        ],
    }


def _field(parent: str, column: str, kind: Any, file: str) -> Json:
    """A column; what is nested is told as its JSON, which every reader of Croissant can give."""
    found: Json = {
        "@type": "cr:Field",
        "@id": f"{parent}/{column}",
        "name": column,
        "dataType": TYPES.get(kind, "sc:Text") if isinstance(kind, str) else "sc:Text",
        "source": {"fileObject": {"@id": file}, "extract": {"column": column}},
    }
    if kind in ("messages", "texts") or isinstance(kind, list):
        found |= {"isArray": True, "arrayShape": "-1"}
    return found
