"""The map in a division's form: its neighbours as dots, its own to be moved."""

from accounts.audit import System, acting
from accounts.roles import Role
from core.people.places import places_around


def placed(division, longitude, latitude):
    division.longitude, division.latitude = longitude, latitude
    with acting(System.DEMO):
        division.save()
    return division


def test_own_dot_comes_last_and_is_marked(tree, post):
    placed(tree.next_village, 114.6, 38.1)
    placed(tree.village, 114.5, 38.0)

    places = places_around(tree.village, post(Role.SYSTEM_ADMIN))

    assert places == [
        {"label": "西庄村", "longitude": 114.6, "latitude": 38.1},
        {"label": "店上村", "longitude": 114.5, "latitude": 38.0, "here": True},
    ]


def test_without_a_position_the_dot_stands_amid_its_neighbours(tree, post):
    placed(tree.next_village, 114.6, 38.1)

    assert places_around(tree.village, post(Role.SYSTEM_ADMIN))[-1] == {
        "label": "店上村",
        "longitude": 114.6,
        "latitude": 38.1,
        "here": True,
    }


def test_neighbours_are_those_of_the_same_parent(tree, post):
    placed(tree.other_village, 114.7, 38.2)

    assert places_around(tree.village, post(Role.SYSTEM_ADMIN)) == []


def test_the_form_shows_the_map(tree, post, client_of):
    placed(tree.village, 114.5, 38.0)

    page = client_of(post(Role.SYSTEM_ADMIN)).get(f"/divisions/{tree.village.pk}/edit/").content.decode()

    assert 'data-map="places"' in page
    assert 'data-longitude="id_longitude"' in page
