from annotation.domain.quality import segments


def test_fields_of_few_values_part_the_items_the_largest_parts_first():
    items = [{"language": "en" if n % 3 else "de", "id": str(n), "same": "x"} for n in range(90)]

    assert segments.fields(items) == {"language": ["en", "de"]}


def test_small_parts_and_parts_beyond_twelve_are_left_out():
    items = [{"app": f"app {n % 30}"} for n in range(30 * segments.LEAST)]
    items += [{"app": "rare"}] * (segments.LEAST - 1)

    [(field, values)] = segments.fields(items).items()
    assert (field, len(values)) == ("app", segments.SHOWN)
    assert "rare" not in values
    assert segments.fields([]) == {}
