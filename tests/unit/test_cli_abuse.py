"""Bad files on the command line: each is one line on stderr, whatever the libraries that read it have to say."""

from __future__ import annotations

import pytest

from segviz.cli import cli
from segviz.images import ImageError, decode
from tests.unit.bad_files import WORKS, bad_files


def ends(*args) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main([str(arg) for arg in args], prog_name="segviz")
    return ended.value.code or 0


def test_every_bad_file_is_one_line_and_exit_2(capfd, thin, tmp_path):
    files = {tmp_path / f"{number}.png": file for number, file in enumerate(bad_files()) if WORKS not in file.outcomes}
    for path, file in files.items():
        path.write_bytes(file.data)
    assert ends("run", *files, "--model", "fcn", "--out", tmp_path / "out") == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert len(files) >= 40
    for line, (path, file) in zip(err.splitlines(), files.items(), strict=True):
        with pytest.raises(ImageError) as caught:
            decode(file.data)
        assert line == f"{path}: {caught.value}"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["wrong-exif.jpg", "by-hand.tif", "4-billion-values.tif", "animated.png", "nan.tif"])
def test_an_odd_file_works_in_silence_or_is_refused_in_one_line(capfd, thin, tmp_path, name):
    [data] = [file.data for file in bad_files() if file.name == name]
    (tmp_path / name).write_bytes(data)
    code = ends("run", tmp_path / name, "--model", "fcn-8s", "--size", 64, "--out", tmp_path / "out")
    out, err = capfd.readouterr()
    assert (code, out.count("\n"), err.count("\n")) in ((0, 1, 0), (2, 0, 1))
