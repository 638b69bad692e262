"""Pictures, sounds and films: taken in without trust, shown without names, served by ranges."""

import io
import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from annotation.domain.types import Role
from annotation.models import Judgment, Media
from tests import files, make
from tests.annotation.api.test_bench import claim, submit

EVIL = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def send(team):
    admin = team.api(Role.ADMIN)

    def go(name, content):
        file = SimpleUploadedFile(name, content)
        return admin.post(f"/api{team.path}/media", {"file": file})

    return go


def body(response):
    return b"".join(response.streaming_content)


def test_two_pictures_are_compared_and_their_names_stay_here(team, send):
    packed = files.archive(
        dalle__fox_dot_png=files.telling_picture(), flux__fox_dot_jpg=files.picture(form="JPEG")
    )
    assert send("foxes.zip", packed).json() == {
        "added": 2, "present": 0, "refused": 0, "reasons": []
    }  # fmt: skip
    item = make.item(team.project, prompt="A red fox", context={"media": "dalle/fox.png"})
    for response, name in zip(item.responses, ("dalle/fox.png", "flux/fox.jpg"), strict=True):
        response["text"] = name
    item.save()
    annotator = team.api(Role.ANNOTATOR)
    claimed = claim(annotator, team.project)

    assert "dalle" not in str(claimed)
    assert "flux" not in str(claimed)
    left, right = claimed["assignments"][0]["sides"]
    assert set(left) == set(right) == {"side", "text", "media"}
    assert set(left["media"]) == set(right["media"]) == {"url", "kind", "width", "height"}
    assert (left["text"], left["media"]["kind"], left["media"]["width"]) == ("", "image", 40)
    assert len(left["media"]["url"]) == len(right["media"]["url"])
    seen = [annotator.get(side["media"]["url"]) for side in (left, right)]
    kinds = [{k: v for k, v in one.headers.items() if k not in OWN} for one in seen]
    assert kinds[0] == kinds[1]
    assert len(claimed["assignments"][0]["context"]["media"]) == 1
    assert submit(annotator, claimed["assignments"][0]).status_code == 201


OWN = {"ETag", "Content-Length", "X-Request-Id"}


def test_a_picture_is_written_anew_without_loss_and_without_what_hid_in_it(team, send):
    sent = files.telling_picture()
    assert b"model-a" in sent
    send("fox.png", sent)
    answer = team.api(Role.ANNOTATOR).get(address(team))

    served = body(answer)
    assert b"model-a" not in served
    assert list(Image.open(io.BytesIO(served)).convert("RGB").get_flattened_data()) == list(
        Image.open(io.BytesIO(sent)).convert("RGB").get_flattened_data()
    )
    assert answer["Content-Type"] == "image/webp"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("fox.png", EVIL),
        ("fox.svg", EVIL),
        ("fox.png", b""),
        ("fox.png", files.picture()[:60]),
        ("fox.png", b"GIF89a/*" + b"*/alert(1)" * 9),
        ("fox.mp4", b"\0\0\0\x1cftypavif" + b"\0" * 60),
        ("fox.png", files.picture(size=(20_000, 1))),
        ("fox.png", files.claiming(50_000, 50_000)),
        ("fox.png", files.claiming(12_000, 12_000)),
        ("fox.png", b"<html><script>alert(1)</script>"),
        ("fox.wav", b"RIFF\0\0\0\0AVI " + b"\0" * 60),
        ("notes.txt", b"a text"),
    ],
)
def test_what_is_no_picture_sound_or_film_is_refused_with_a_sentence(team, send, name, content):
    told = send(name, content)

    assert not Media.objects.exists()
    if told.status_code == 201:
        assert told.json()["refused"] == 1
        assert told.json()["reasons"][0].endswith(".")
    else:
        assert told.status_code == 400


def test_a_picture_of_two_and_a_half_billion_pixels_is_refused_unopened(team, send):
    """A few bytes that ask for ten gigabytes."""
    [why] = send("fox.png", files.claiming(50_000, 50_000)).json()["reasons"]
    [wide] = send("fox.png", files.claiming(9_000, 9_000)).json()["reasons"]

    assert why == (
        "fox.png has far too many pixels; at most 50,000,000 in all and 16,383 a side are taken."
    )
    assert "9,000 × 9,000 pixels" in wide


def test_whatever_is_broken_in_a_picture_is_said_as_that(team, send):
    """A tag of the camera that says left and right in words once ended in an error of ours."""
    rng = random.Random(1)
    sent = files.picture(form="JPEG", exif=files.camera())
    for n in range(60):
        broken = bytearray(sent)
        for _ in range(3):
            broken[rng.randrange(2, len(broken))] = rng.randrange(256)
        assert send(f"{n}.jpg", bytes(broken)).status_code == 201


@pytest.mark.parametrize("kind", ["image/png", "text/html", "application/x-msdownload"])
def test_what_a_browser_says_of_a_file_counts_for_nothing(team, kind):
    admin = team.api(Role.ADMIN)
    for name, content in (("fox.png", EVIL), ("clip.png", files.sound())):
        file = SimpleUploadedFile(name, content, content_type=kind)
        admin.post(f"/api{team.path}/media", {"file": file})

    assert [(m.kind, m.mime) for m in Media.objects.all()] == [("audio", "audio/wav")]


@pytest.mark.parametrize(
    "behind",
    [
        b"<html><script>alert(1)</script></html>",
        files.archive(evil_dot_png=files.picture("blue")),
        b"#!/bin/sh\nrm -rf /\n",
    ],
)
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_what_hangs_behind_a_picture_is_cut_off(team, send, form, behind):
    """A file of two kinds is taken for the first, and keeps nothing of the second."""
    assert send("fox.png", files.picture(form=form) + behind).json()["added"] == 1

    assert Media.objects.get().name == "fox.png"
    served = body(team.api(Role.ANNOTATOR).get(address(team)))
    assert behind[:20] not in served
    assert Image.open(io.BytesIO(served)).size == (40, 30)


@pytest.mark.parametrize("form", ["WEBP", "PNG"])
def test_a_picture_that_moves_is_refused(team, send, form):
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, form, save_all=True, append_images=frames[1:])

    assert "film" in send("fox.png", out.getvalue()).json()["reasons"][0]
    assert not Media.objects.exists()


def test_a_name_means_one_file_for_ever(team, send):
    send("fox.png", files.picture("red"))
    again, other = send("fox.png", files.picture("red")), send("fox.png", files.picture("blue"))

    assert (again.json()["present"], other.json()["refused"]) == (1, 1)
    assert Media.objects.count() == 1


def test_a_file_too_long_is_refused(team, send, settings):
    settings.MEDIA_MAX_BYTES = 100

    assert "MB" in send("a.wav", files.sound()).json()["reasons"][0]


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("", 200, (0, None)),
        ("bytes=0-0", 206, (0, 1)),
        ("bytes=10-19", 206, (10, 20)),
        ("bytes=100-", 206, (100, None)),
        ("bytes=-7", 206, (-7, None)),
        ("bytes=0-999999999", 206, (0, None)),
        ("bytes=0-1,3-4", 200, (0, None)),  # answered whole, as one may
        ("lines=0-1", 200, (0, None)),
        ("bytes=-", 200, (0, None)),
        ("bytes=999999999-", 416, (0, 0)),
        ("bytes=-0", 416, (0, 0)),
        ("bytes=5-2", 416, (0, 0)),
    ],
)
def test_a_player_is_given_the_range_it_asks_for(team, send, asked, status, part):
    (start, end), whole = part, files.sound()
    send("a.wav", whole)
    headers = {"Range": asked} if asked else {}
    answer = team.api(Role.ANNOTATOR).get(address(team), headers=headers)

    assert answer.status_code == status
    if status == 416:
        assert answer["Content-Range"] == f"bytes */{len(whole)}"
        return
    given = body(answer)
    assert given == whole[start:end]
    assert int(answer["Content-Length"]) == len(given)
    if status == 206:
        first = start % len(whole)
        assert answer["Content-Range"] == f"bytes {first}-{first + len(given) - 1}/{len(whole)}"


def test_a_file_is_served_to_members_of_its_project_alone(team, send, api):
    send("a.wav", files.sound())
    outsider = make.member(make.project())

    assert api(outsider).get(address(team)).status_code == 404
    assert api().get(address(team)).status_code == 401
    other = make.member(make.project())
    elsewhere = address(team).replace(
        f"/{team.project.pk}/", f"/{other.memberships.get().project_id}/"
    )
    assert api(other).get(elsewhere).status_code == 404


def test_a_response_whose_file_is_missing_shows_no_name(team, send):
    send("here.png", files.picture())
    item = make.item(team.project)
    item.responses[0]["text"], item.responses[1]["text"] = "here.png", "model-a/gone.png"
    item.save()
    sides = claim(team.api(Role.ANNOTATOR), team.project)["assignments"][0]["sides"]

    assert {side["media"]["kind"] for side in sides} == {"image", "missing"}
    assert "model-a" not in str(sides)


def test_a_text_that_looks_like_a_name_is_a_text_where_there_are_no_files(team):
    item = make.item(team.project)
    item.responses[0]["text"] = "fox.png"
    item.save()
    sides = claim(team.api(Role.ANNOTATOR), team.project)["assignments"][0]["sides"]

    assert "fox.png" in {side["text"] for side in sides}


def test_places_are_kept_in_pixels_of_the_picture_and_must_lie_within_it(team, send):
    send("fox.png", files.picture(size=(40, 30)))
    asked = [{"key": "q", "type": "regions", "title": "Q", "options": {"shape": "box"}}]
    team.api(Role.ADMIN).call("post", f"{team.path}/questions", {"questions": asked})
    item = make.item(team.project, responses=1, prompt="A red fox")
    item.responses[0]["text"] = "fox.png"
    item.save()
    annotator = team.api(Role.ANNOTATOR)
    leased = claim(annotator, team.project)["assignments"][0]
    box = {"x": 30, "y": 20, "width": 10, "height": 10, "category": "artifact"}
    words = {"1": [{"start": 2, "end": 5}]}

    for bad in ({"x": 31}, {"y": -1}, {"width": 0}, {"x": 1.5}, {"category": "x"}):
        refused = submit(annotator, leased, {"q": {"regions": {"1": [{**box, **bad}]}}})
        assert refused.status_code == 400, bad
    late = {"q": {"regions": {}, "words": {"1": [{"start": 2, "end": 10}]}}}
    assert submit(annotator, leased, late).status_code == 400
    answer = {"q": {"regions": {"1": [box]}, "words": words}}
    assert submit(annotator, leased, answer).status_code == 201
    assert Judgment.objects.get().answers == {
        "q": {"regions": {"a": [box]}, "words": {"a": [{"start": 2, "end": 5}]}}
    }


@pytest.mark.parametrize(("x", "right"), [(105, True), (106, False)])
def test_marks_in_a_picture_can_be_known_and_are_right_near_their_places(team, send, x, right):
    """Within a twentieth of its height: 5 pixels of 100."""
    send("fox.png", files.picture(size=(200, 100)))
    asked = [{"key": "q", "type": "regions", "title": "Q"}]
    admin = team.api(Role.ADMIN)
    admin.call("post", f"{team.path}/questions", {"questions": asked})
    team.project.rules = {"training_items": 1}
    team.project.save()
    item = make.item(team.project, responses=1)
    item.responses[0]["text"] = "fox.png"
    item.save()
    at = {"y": 50, "category": "artifact"}
    known = {"q": {"regions": {"a": [{"x": 100, **at}]}, "words": {"a": [{"start": 4, "end": 6}]}}}
    beyond = {"q": {"regions": {"a": [{"x": 200, **at}]}}}
    refused = admin.call("put", f"/items/{item.pk}/gold", {"answers": beyond})
    assert (refused.status_code, "within the picture" in str(refused.json())) == (400, True)
    body = {"answers": known, "training": True, "explanation": "The tail."}
    assert admin.call("put", f"/items/{item.pk}/gold", body).status_code == 200

    annotator = team.api(Role.ANNOTATOR)
    [leased] = claim(annotator, team.project)["assignments"]
    words = {"1": [{"start": 4, "end": 6}]}
    told = submit(annotator, leased, {"q": {"regions": {"1": [{"x": x, **at}]}, "words": words}})

    feedback = told.json()["feedback"]
    assert feedback["right"] is right
    assert feedback["expected"]["q"] == {
        "regions": {"1": [{"x": 100, **at}]}, "words": words
    }  # fmt: skip


def test_an_admin_sees_what_there_is(team, send):
    send("fox.png", files.picture())
    summary = team.api(Role.ADMIN).read(f"{team.path}/media")

    assert (summary["count"], summary["newest"][0]["name"]) == (1, "fox.png")
    assert summary["newest"][0]["width"] == 40


def address(team):
    return f"/api{team.path}/media/{Media.objects.get().token}"
