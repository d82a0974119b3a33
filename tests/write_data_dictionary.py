"""Writes the generated part of data/README.md; run by `make docs`. A test compares it with the description."""

from pathlib import Path

from graph.locations import data_folder
from graph.package import data_dictionary, read_package

MARK = "## Tables and columns\n"


def readme_with_dictionary(folder: Path) -> str:
    """The text of data/README.md with its generated part as the data package has it now."""
    written, _, _ = (folder / "README.md").read_text(encoding="utf-8").partition(MARK)
    return f"{written}{MARK}\n{data_dictionary(read_package(folder))}"


if __name__ == "__main__":
    folder = data_folder()
    text = readme_with_dictionary(folder)
    (folder / "README.md").write_text(text, encoding="utf-8")
