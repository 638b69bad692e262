"""The ways a judge may be asked: one entry each, pure.

A protocol says which calls an item needs, what each of them shows, and how the readings of all of
them become one verdict on the pair, or an abstention.
"""

from routing.judges.protocols.base import Protocol
from routing.judges.protocols.each import Each
from routing.judges.protocols.lists import Listwise
from routing.judges.protocols.pairs import Pairs

TALKERS = frozenset({"openai", "scripted"})
TOKENS = frozenset({"openai", "scripted", "transformers"})
ONE_TOKEN = {"max_tokens": 1, "logprobs": True, "top_logprobs": 20}

PROTOCOLS: dict[str, Protocol] = {
    p.name: p
    for p in (
        Pairs(
            "pairwise", "Compare two responses", "The pair in both orders, reasons first.", TALKERS
        ),
        Pairs(
            "reference",
            "Compare with a reference answer",
            "The pair in both orders beside an answer known to be good (context.reference).",
            TALKERS,
            needs_reference=True,
        ),
        Pairs(
            "self_reference",
            "Answer first, then compare",
            "The judge writes its own answer before it compares the pair, in both orders.",
            TALKERS,
        ),
        Pairs(
            "one_token",
            "One word, with its probability",
            "A, B or tie; the probabilities of both orders are averaged.",
            TOKENS,
            mode="mean",
            params=ONE_TOKEN,
        ),
        Each(
            "rating",
            "Rate each response per aspect",
            "1 to 5, one call for each response and aspect; the higher mean wins.",
            TALKERS,
        ),
        Each(
            "critique",
            "Criticise, then rate each response",
            "The faults first, then 1 to 5 per aspect; the higher mean wins.",
            TALKERS,
        ),
        Each(
            "yes_no",
            "Yes or no, with its probability",
            "Is the response good in this respect? The odds of yes are compared.",
            TOKENS,
            mode="odds",
            params=ONE_TOKEN,
        ),
        Each(
            "score",
            "A scorer's number",
            "Each response has a reward, a likelihood or a similarity; the higher one wins.",
            frozenset({"likelihood", "reward", "similarity", "trained"}),
            mode="logistic",
            aspects=False,
        ),
        Listwise(
            "listwise",
            "Rank all responses",
            "Up to six responses in one list, in two orders or more; equal places are allowed.",
            TALKERS,
        ),
    )
}
