from interchange.formats import guess


def pair(n):
    return {"id": str(n), "prompt": "Why?", "chosen": "Because.", "rejected": "No."}


def test_a_few_bad_rows_do_not_spoil_the_guess():
    rows = [pair(n) for n in range(20)]
    whole = guess.mapping(rows)
    rows[3] = {"note": "not a pair"}

    assert whole.mapping is not None
    assert guess.mapping(rows).mapping == whole.mapping


def test_rows_without_common_columns_give_no_guess():
    assert guess.mapping([{"a": 1}, {"b": 2}, {"c": 3}]).mapping is None
