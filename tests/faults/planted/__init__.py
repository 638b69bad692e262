"""Bugs planted on purpose, to see whether the campaign finds them; never on in CI.

An installed app that spoils the running code, chosen by PLANTED in the environment, and the SQL
that takes away the constraints which would otherwise refuse what the bug does.
"""

SQL: dict[str, tuple[str, ...]] = {
    # The sweeps never run: what a killed worker or an abandoned lease holds stays held.
    "M1": (),
    # Admission counts the assignments in a subquery instead of the counter on the locked row.
    "M2": (
        "ALTER TABLE annotation_item DROP CONSTRAINT item_taken_within_capacity",
        "ALTER TABLE annotation_item DROP CONSTRAINT item_counted_within_taken",
    ),
    # Committed means in memory.
    "M3": (),
    # No unique key for verdicts, and nothing else that tells the second from the first.
    "M4": (
        "ALTER TABLE annotation_judgment DROP CONSTRAINT judgment_once_per_key",
        "DROP INDEX judgment_once_per_assignment",
    ),
    # Only the unique key is gone; the compare-and-set on the assignment is still there.
    "M4-index-only": ("ALTER TABLE annotation_judgment DROP CONSTRAINT judgment_once_per_key",),
    # A call that is on its way is made again by the next worker, and the ledger takes it.
    "M5": ("DROP INDEX judgecall_one_live",),
}
