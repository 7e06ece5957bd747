import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji.core.ledger.tiles import Tile, TileError, encode_bundle, parse_tile

tiles = st.builds(
    Tile,
    level=st.sampled_from([None, 0, 8, 16, 24]),
    index=st.integers(0, 2**40),
    width=st.integers(1, 256),
)


@pytest.mark.parametrize(
    ("path", "tile"),
    [
        ("0/000", Tile(0, 0)),
        ("0/x001/x234/067", Tile(0, 1234067)),
        ("1/001.p/17", Tile(8, 1, 17)),
        ("entries/x001/000.p/1", Tile(None, 1000, 1)),
        ("3/999", Tile(24, 999)),
    ],
)
def test_paths_of_the_specification(path, tile):
    assert parse_tile(path) == tile
    assert str(tile) == path


@given(tiles)
def test_a_tile_has_one_path(tile):
    assert parse_tile(str(tile)) == tile


@given(st.text() | st.text("0123456789x/.pentris"))
def test_any_text_names_one_tile_or_none(text):
    try:
        tile = parse_tile(text)
    except TileError:
        return
    assert str(tile) == text


@pytest.mark.parametrize(
    "path",
    [
        *("", "0", "0/", "0/0", "00/000", "4/000", "63/000", "data/000", "0/000\n", "0/-01", "0/\u0661\u0661\u0661"),
        *("0/x000/001", "0/001/002", "0/000.p/0", "0/000.p/256", "0/000.p/257", "0/000.p/01", "0/000.p"),
        "0/" + "x999/" * 9 + "999",
    ],
)
def test_other_paths_name_nothing(path):
    with pytest.raises(TileError):
        parse_tile(path)


def test_a_tile_exists_once_the_tree_reaches_its_end():
    """The example of the specification: 70,000 entries."""
    exist = [Tile(0, 272), Tile(0, 273, 112), Tile(8, 0), Tile(8, 1, 17), Tile(16, 0, 1), Tile(None, 273, 112)]
    assert all(tile.end <= 70_000 for tile in exist)
    lack = [Tile(0, 273), Tile(0, 273, 113), Tile(8, 1, 18), Tile(16, 0, 2), Tile(24, 0, 1)]
    assert all(tile.end > 70_000 for tile in lack)


def test_a_bundle_gives_the_length_of_each_entry_first():
    assert encode_bundle([b"ab", b"", b"c"]) == b"\0\2ab\0\0\0\1c"
