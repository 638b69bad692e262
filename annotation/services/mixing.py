"""What is mixed in between the items that need people: known items and repeats, unseen.

Neither takes a place on the item, so that an item asked of everybody keeps its exact number of
judgments that count.
"""

import secrets

from annotation import statements
from annotation.models import Project
from annotation.selectors.versions import Seat

# Only while there is work: a known item among nothing else would be no secret.
WORK_LEFT = """
SELECT 1 FROM annotation_item i
WHERE i.project_id = %(project)s AND i.state = 'awaiting_human' AND i.taken < i.need
    AND (SELECT a.id FROM annotation_assignment a WHERE a.item_id = i.id
        AND a.annotator_id = %(user)s AND a.showing = 0) IS NULL
    AND (i.cohort_id IS NULL OR i.cohort_id = %(cohort)s::bigint)
LIMIT 1
"""
OPEN = """
INSERT INTO annotation_assignment (item_id, text_group, project_id, annotator_id, state, purpose,
    showing, lease_token, leased_until, presented_order, order_seed, reason, note, opened_at)
SELECT pick.id, (SELECT i.text_group FROM annotation_item i WHERE i.id = pick.id), %(project)s,
    %(user)s, 'open', %(purpose)s, %(showing)s, gen_random_uuid(),
    now() + make_interval(secs => %(lease)s), shown, seed, '', '', now()
FROM pick ON CONFLICT DO NOTHING RETURNING id
"""
# One that needs people now would be lost to them as work; that one is not taken.
KNOWN = f"""
WITH drawn AS (
    SELECT i.id, i.responses, %(draw)s::bigint # i.id AS seed
    FROM annotation_gold g JOIN annotation_item i ON i.id = g.item_id
    WHERE g.project_id = %(project)s AND g.training = %(training)s
        AND i.state IN ('reference', 'resolved')
        AND NOT EXISTS (SELECT 1 FROM annotation_assignment a WHERE a.item_id = i.id
            AND a.annotator_id = %(user)s AND (a.showing = %(showing)s OR NOT g.training))
    ORDER BY random() LIMIT 1),
pick AS (
    SELECT id, seed, (SELECT jsonb_agg(r->'key' ORDER BY
        CASE WHEN %(shuffle)s THEN md5(seed || ':' || (r->>'key')) END, n)
        FROM jsonb_array_elements(responses) WITH ORDINALITY each(r, n)) AS shown
    FROM drawn)
{OPEN}
"""
# Judged by them, with so many others in between; each once more, the last response first.
JUDGED = f"""
WITH earlier AS (
    SELECT closed_at, id FROM annotation_assignment
    WHERE annotator_id = %(user)s AND project_id = %(project)s AND state = 'submitted'
    ORDER BY closed_at DESC, id DESC OFFSET %(between)s LIMIT 1),
pick AS (
    SELECT i.id, a.order_seed AS seed, (SELECT jsonb_agg(key ORDER BY n DESC)
        FROM jsonb_array_elements(a.presented_order) WITH ORDINALITY each(key, n)) AS shown
    FROM annotation_assignment a JOIN annotation_item i ON i.id = a.item_id
    WHERE a.annotator_id = %(user)s AND a.project_id = %(project)s AND a.state = 'submitted'
        AND a.purpose = 'work' AND (a.closed_at, a.id) <= (SELECT closed_at, id FROM earlier)
        AND jsonb_array_length(a.presented_order) > 1 AND i.state <> 'discarded'
        AND NOT EXISTS (SELECT 1 FROM annotation_assignment b WHERE b.item_id = a.item_id
            AND b.annotator_id = a.annotator_id AND b.showing = 1)
    ORDER BY random() LIMIT 1)
{OPEN}
"""
# What they put aside or let expire comes back first, as the same row.
AGAIN = """
UPDATE annotation_assignment SET state = 'open', lease_token = gen_random_uuid(),
    leased_until = now() + make_interval(secs => %(lease)s), closed_at = NULL
WHERE id = (
    SELECT a.id FROM annotation_assignment a JOIN annotation_item i ON i.id = a.item_id
    WHERE a.annotator_id = %(user)s AND a.project_id = %(project)s AND i.state <> 'discarded'
        AND a.state IN ('returned', 'expired') AND a.purpose = %(purpose)s
        AND a.showing = %(showing)s
    ORDER BY a.closed_at, a.id LIMIT 1)
RETURNING id
"""


def mixed_in(seat: Seat, count: int, cohort: int | None) -> list[int]:
    """Assignments given in place of up to `count` ordinary ones: each place has its own draw."""
    rules = seat.project.rules
    draws = [secrets.SystemRandom().random() for _ in range(count)]
    gold = sum(draw < rules.gold_rate for draw in draws)
    repeats = sum(rules.gold_rate <= draw < rules.gold_rate + rules.repeat_rate for draw in draws)
    if not gold + repeats or not statements.rows(WORK_LEFT, _of(seat, "", 0) | {"cohort": cohort}):
        return []
    ids = [known(seat, training=False) for _ in range(gold)]
    ids += [_repeat(seat) for _ in range(repeats)]
    return [pk for pk in ids if pk is not None]


def known(seat: Seat, *, training: bool, showing: int = 0) -> int | None:
    """Lease an item whose answer is known; None when they have had them all.

    Args:
        showing: Number of the attempt, for training.
    """
    given = _of(seat, "training" if training else "gold", showing) | {
        "draw": secrets.randbits(62),
        "training": training,
        "shuffle": seat.project.side_order == Project.SideOrder.RANDOM,
    }
    return _first(AGAIN, given) or _first(KNOWN, given)


def _repeat(seat: Seat) -> int | None:
    given = _of(seat, "repeat", 1) | {"between": seat.project.rules.repeat_after}
    return _first(AGAIN, given) or _first(JUDGED, given)


def _first(sql: str, given: dict[str, object]) -> int | None:
    found = statements.row(sql, given)
    return int(found[0]) if found else None


def _of(seat: Seat, purpose: str, showing: int) -> dict[str, object]:
    project = seat.project
    return {
        "project": project.project_id,
        "user": seat.user_id,
        "lease": project.lease_seconds,
        "purpose": purpose,
        "showing": showing,
    }
