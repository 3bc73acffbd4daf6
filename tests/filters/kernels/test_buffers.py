import itertools

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.kernels.buffers import TextColumnError, buffers


def texts_of(column):
    offsets, data = buffers(column)
    return [data[start:end].tobytes().decode() for start, end in itertools.pairwise(offsets)]


@given(st.lists(st.none() | st.text(max_size=20), max_size=12), st.integers(0, 12), st.integers(0, 12))
def test_any_slice_of_any_column(texts, first, length):
    column = pa.array(texts, pa.large_string()).slice(first, length)
    expected = [text or "" for text in texts[first : first + length]]
    assert texts_of(column) == expected
    assert texts_of(pa.chunked_array([column, column], pa.large_string())) == expected * 2


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())]
)
def test_every_kind_of_text_column(kind):
    assert texts_of(pa.array(["Wörter", None, ""]).cast(kind)) == ["Wörter", "", ""]


def test_one_chunk_is_not_copied():
    column = pa.array(["viel Text"] * 3, pa.large_string())
    _, data = buffers(column)
    assert data.ctypes.data == column.buffers()[2].address


def test_read_only_without_exception():
    for column in (pa.array([], pa.string()), pa.array(["a"]), pa.array([None], pa.string())):
        assert not any(array.flags.writeable for array in buffers(column))


def test_numbers_are_refused():
    with pytest.raises(TextColumnError, match="int64"):
        buffers(pa.array([1, 2]))
