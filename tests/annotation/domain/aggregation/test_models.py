"""The models of raters against published values and saved values of other implementations."""

import numpy as np
import pytest

from annotation.domain.aggregation import AGGREGATORS, Table, soft
from annotation.domain.aggregation.dawid_skene import DawidSkene

# Dawid & Skene (1979): 45 patients, observer 1 three times, then observers 2 to 5.
PATIENTS = """
1111111 3334334 1122122 2223121 2223222 2223322 1222111 3333433 2222223
2322223 4444444 2223343 1111111 2223212 1211111 1112111 1111111 1111111
2222221 2221322 2222222 2222221 2223222 2212222 1111111 1111111 2322222
1111111 1111111 1121121 1111111 3333233 1111111 2222222 2223232 4334343
2212232 2323233 3333432 1111111 1111111 1212111 2322222 1211111 2222222
"""
PUBLISHED = "142222132243121111222222112111131224233111212"


@pytest.fixture
def patients():
    who = [0, 0, 0, 1, 2, 3, 4]
    votes = [
        (patient, who[at], int(label) - 1)
        for patient, labels in enumerate(PATIENTS.split())
        for at, label in enumerate(labels)
    ]
    return Table(*np.array(votes).T, 45, 5, 4)


def test_the_anaesthetists_of_dawid_and_skene(patients):
    found = DawidSkene(smoothing=0, tolerance=1e-12, rounds=2000).pool(patients)

    assert found.prior == pytest.approx([0.3996, 0.4220, 0.1118, 0.0667], abs=5e-5)
    assert found.log_likelihood == pytest.approx(-192.8909, abs=5e-5)
    assert "".join(str(label + 1) for label in found.labels) == PUBLISHED
    assert found.said[0] == pytest.approx(
        np.array([
            [.889, .111, 0, 0], [.071, .876, .053, 0], [0, .339, .661, 0], [0, 0, .556, .444],
        ]),
        abs=5e-4,
    )  # fmt: skip
    assert found.said[1, 1] == pytest.approx([0.053, 0.633, 0.314, 0], abs=5e-4)
    assert found.said[1, 2:].diagonal(2) == pytest.approx([1, 1])
    assert found.converged


def test_smoothing_leaves_the_anaesthetists_labels_alone(patients):
    found = AGGREGATORS["dawid_skene"].pool(patients)

    assert "".join(str(label + 1) for label in found.labels) == PUBLISHED
    assert found.reliability == pytest.approx(np.einsum("rkk,k->r", found.said, found.prior))


def test_a_rater_who_says_the_opposite_is_warned_of():
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 2, 200)
    items, raters = np.repeat(np.arange(200), 4), np.tile(np.arange(4), 200)
    labels = np.where(raters == 3, 1 - truth[items], truth[items])

    found = AGGREGATORS["dawid_skene"].pool(Table(items, raters, labels, 200, 4, 2))

    assert (found.labels == truth).all()
    assert found.said[3] == pytest.approx(np.eye(2)[::-1], abs=1e-3)
    assert found.warnings[0].startswith("1 of 4 raters say another label")


@pytest.fixture
def crowd():
    """300 items × 5 of 12 raters, from 40 to 95 % right."""
    rng = np.random.default_rng(3)
    right, truth = np.linspace(0.4, 0.95, 12), rng.integers(0, 3, 300)
    items = np.repeat(np.arange(300), 5)
    raters = np.concatenate([rng.permutation(12)[:5] for _ in range(300)])
    good = rng.random(1500) < right[raters]
    labels = np.where(good, truth[items], (truth[items] + rng.integers(1, 3, 1500)) % 3)
    return Table(items, raters, labels, 300, 12, 3)


# Saved from crowd-kit 1.4.2 on the table above.
CROWD_KIT = {
    "dawid_skene": (
        "200002210021120122001121111102222001122020021000011101021002100011122011001"
        "202101221220221220210121121100220120011100100200202012210011012212012120022"
        "110000221210011102121200212220021101022201012001102111221120010002212102011"
        "121110001011122220222022220112110111011212011211220001111210000221021001101"
    ),
    "one_coin": (
        "200022210001120122001121111102222001122020021000011101021102120011122011001"
        "202101221220221220210121121121220121011110100200202012210021012012112121022"
        "110000201210011102121200212220021101022201012001102111221120110002212102011"
        "121110011011122220222022220112110111011212011221220001111210000221021001101"
    ),
    "mace": (
        "200022210001120122001121111102222001122020021000011101021102120011122011001"
        "202101221220221220210121121121220121011110100200202012210021012012112121022"
        "110000201210011102121200212220021101022201012001102111221120110002212102011"
        "121110001011122220222022220112110111011212011221220001111210000221021001101"
    ),
    "glad": (
        "200022210021120022001121111102222001122020001000011101021002110011122011001"
        "202101221220221220210121121100220121011110120200202012110021012212112120022"
        "110000201210011102121200212220021101022201012001102111221120110002212102011"
        "121110001021122220222022220112110111011212011221220001111210000221020001101"
    ),
}
ONE_COIN_SKILLS = [
    0.3845, 0.4403, 0.5647, 0.4315, 0.6128, 0.7, 0.6637, 0.7124, 0.747, 0.912, 0.9246, 0.988,
]  # fmt: skip
GLAD_ABILITIES = [
    -0.1914, -0.0285, 0.2189, -0.0976, 0.2755, 0.4374, 0.3794, 0.5009, 0.6201, 0.8982, 1.0634,
    1.1906,
]  # fmt: skip


@pytest.mark.parametrize("name", sorted(CROWD_KIT))
def test_labels_are_those_of_crowd_kit_but_for_the_closest(crowd, name):
    """Starts and priors differ: MACE there begins at random, GLAD stops elsewhere."""
    theirs = np.array(list(CROWD_KIT[name]), dtype=int)
    found = AGGREGATORS[name].pool(crowd)

    differing = found.labels != theirs
    margin = np.sort(found.posterior, axis=1)
    margin = margin[:, -1] - margin[:, -2]

    assert differing.mean() <= 0.04
    assert np.median(np.append(margin[differing], 0)) < 0.3


def test_what_raters_are_worth_is_what_crowd_kit_finds(crowd):
    coin = AGGREGATORS["one_coin"].pool(crowd).reliability
    glad = AGGREGATORS["glad"].pool(crowd).reliability

    assert coin == pytest.approx(ONE_COIN_SKILLS, abs=0.03)
    assert np.argsort(glad)[-3:].tolist() == np.argsort(GLAD_ABILITIES)[-3:].tolist()
    assert np.corrcoef(glad, GLAD_ABILITIES)[0, 1] > 0.9


def test_mace_knows_who_clicks_without_reading():
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 3, 300)
    items, raters = np.repeat(np.arange(300), 6), np.tile(np.arange(6), 300)
    right = rng.random(1800) < 0.9
    labels = np.where(right, truth[items], (truth[items] + rng.integers(1, 3, 1800)) % 3)
    labels[raters >= 4] = 0  # two who always say the first

    found = AGGREGATORS["mace"].pool(Table(items, raters, labels, 300, 6, 3))

    assert found.reliability[:4].min() > 0.75
    assert found.reliability[4:].max() < 0.1
    assert (found.labels == truth).mean() > 0.97


def test_glad_gives_hard_items_less_certainty():
    """Two items of the same votes, three to one; on one the good raters are split."""
    rng = np.random.default_rng(2)
    truth = rng.integers(0, 2, 400)
    items, raters = np.repeat(np.arange(400), 5), np.tile(np.arange(5), 400)
    hard = items < 200
    right = rng.random(2000) < np.where(hard, 0.6, 0.97)
    labels = np.where(right, truth[items], 1 - truth[items])

    found = AGGREGATORS["glad"].pool(Table(items, raters, labels, 400, 5, 2))

    sure = found.posterior.max(axis=1)
    assert sure[:200].mean() < sure[200:].mean() - 0.05


def test_soft_labels_keep_the_shares():
    found = soft.labels(np.array([[2, 1, 0], [4, 0, 0], [1, 1, 1], [0, 0, 0]]))

    assert found.shares[0] == pytest.approx([2 / 3, 1 / 3, 0])
    assert found.n.tolist() == [3, 4, 3, 0]
    expected = -(2 / 3 * np.log(2 / 3) + 1 / 3 * np.log(1 / 3)) / np.log(3)
    assert found.entropy[:3] == pytest.approx([expected, 0, 1])
    assert np.isnan(found.shares[3]).all()
    assert np.isnan(found.entropy[3])
    assert soft.labels(np.array([[2, 1, 0]]), smoothing=1).shares[0] == pytest.approx(
        [3 / 6, 2 / 6, 1 / 6]
    )
