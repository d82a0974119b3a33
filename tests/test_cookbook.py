"""Each recipe of docs/cookbook.md prints what stands below it; what it says of its results is so."""

from __future__ import annotations

import csv
import re
from datetime import date
from typing import Any

import pytest
from conftest import ROOT
from typer.testing import CliRunner
from write_cookbook import ADDRESS, COOKBOOK, SERVED_DAY, Recipe, printed, recipes, written

import cli
from graph.knowledge_graph import KnowledgeGraph
from graph.store import Store

TEXT = COOKBOOK.read_text(encoding="utf-8")
RECIPES = recipes(TEXT)
QUERIES = [recipe for recipe in RECIPES if recipe.language == "sparql"]
CLIENTS = [recipe for recipe in RECIPES if recipe.language != "sparql"]


def result(heading: str, number: int = 0) -> list[list[str]]:
    """The cells of a printed table, by the beginning of its heading."""
    recipe = [one for one in RECIPES if one.heading.startswith(f"{heading}. ")][number]
    lines = recipe.printed.rstrip("\n").split("\n")
    return [re.split(r" {3,}", line.strip()) for line in lines[2:]]


@pytest.mark.parametrize("recipe", QUERIES, ids=lambda recipe: recipe.heading.split(".")[0])
def test_query_prints_what_stands_below_it(cache: Any, recipe: Recipe) -> None:
    assert printed(recipe, "") == recipe.printed, "if that is meant, run: make docs"


@pytest.mark.parametrize("recipe", CLIENTS, ids=lambda recipe: recipe.language)
def test_client_prints_what_stands_below_it(served: Any, recipe: Recipe) -> None:
    assert ADDRESS in recipe.code
    assert printed(recipe, served.url) == recipe.printed


def test_recipes_are_numbered_and_every_query_has_its_result() -> None:
    numbers = [int(number) for number in re.findall(r"^### (\d+)\. ", TEXT, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 25
    assert all(recipe.printed for recipe in RECIPES)
    blocks = re.findall(r"^```sparql\n", TEXT, re.MULTILINE)
    assert len(QUERIES) == len(blocks) - 1  # one asks another server


def test_query_that_asks_another_server_is_one_and_needs_leave() -> None:
    (query,) = re.findall(r"```sparql\n(# asks another server\n.*?)```", TEXT, re.DOTALL)
    done = CliRunner().invoke(cli.app, ["sparql", "-"], input=query)
    assert done.exit_code == 2 and "SERVICE" in done.output
    (address,) = re.findall(r"SERVICE <(.*?)>", query)
    assert f"--allow-service {address}" in TEXT


def test_server_of_the_clients_is_the_one_that_is_started() -> None:
    assert f"eunato serve --as-of {SERVED_DAY}\n" in TEXT


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert links and all((COOKBOOK.parent / link).exists() for link in links)


def test_results_are_replaced_and_the_words_between_stay() -> None:
    text = "### 1. A\n\n```sparql\nASK {}\n```\n\nb\n\n```sh\nls\n```\n\n### 2. C\n\n```sh\ncurl x\n```\n\n```text\nold\n```\n"
    new = written(text, lambda recipe: f"{recipe.heading}\n")
    assert new == text.replace("ASK {}\n```\n", "ASK {}\n```\n\n```text\n1. A\n```\n").replace("old", "2. C")
    assert written(new, lambda recipe: recipe.printed) == new


# What the text says of the results, checked by other ways


def table(path: str) -> list[dict[str, str]]:
    with (ROOT / "data" / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def members(organisation: str, day: str) -> set[str]:
    """From the table, by days that are written in full."""
    rows = [row for row in table("statements/memberships.csv") if row["object"] == organisation]
    rows = [row for row in rows if (row["relation"], row["holds"]) == ("memberOf", "")]
    return {row["subject"] for row in rows if row["from"] <= day and (not row["to"] or row["to"] > day)}


def test_counts_of_members_are_those_of_the_table() -> None:
    assert len(result("1")) == len(members("nato", "2022-07-01") - members("eu", "2022-07-01")) == 9
    for day, number in result("17"):
        assert int(number) == len(members("nato", day) & members("eu", day))
    (both,) = result("16")
    assert (
        int(both[0]) == len(both[1].split()) == len(members("nato", "2017-05-15") & members("eu", "2017-05-15")) == 22
    )


def test_recipes_say_what_the_questions_of_the_catalogue_say(kg: KnowledgeGraph) -> None:
    participating = {
        row["state"]
        for row in kg.ask("non-eu-allies-in-pesco", "2022-07-01").to_dicts()
        if row["stage"] == "participating"
    }
    assert len(result("2")) == len(participating) == 3
    assert [[f"id:{row.cells['state'].id}"] for row in kg.ask("eu-members-outside-pesco", "2022-07-01").rows] == result(
        "12"
    )
    assert kg.why("Norway", "participatesIn", "MilMob", "2021-10-01").extra["verdict"] == "unknown"
    held = {holds: (int(number), listed.split()) for holds, number, listed in result("9")}
    assert held["unknown"] == (3, ["CA", "NO", "US"])
    assert held["yes"][0] == len(held["yes"][1]) == 24
    assert "NL" in held["yes"][1]  # the coordinator


def test_wrong_queries_are_wrong_in_the_way_that_is_told(store: Store) -> None:
    assert result("29") == [["27"]] and result("29", 1) == [["id:malta"]]
    assert [state for (state,) in result("30")] == ["id:canada", "id:norway", "id:united-states"]
    assert next(one for one in RECIPES if one.heading.startswith("31.")).printed == "no rows\n"
    assert result("32") == [["35", "34"]]
    stints = [row for row in table("statements/memberships.csv") if row["object"] == "partnership-for-peace"]
    stints = [row for row in stints if (row["relation"], row["holds"]) == ("memberOf", "")]
    assert sorted(row["id"] for row in stints if row["id"].endswith("--2")) == [
        "malta--memberOf--partnership-for-peace--2"
    ]
    assert result("33") == result("33", 1)
    assert ["id:switzerland", "c:unverified"] in result("34")
    assert date.fromisoformat(SERVED_DAY) <= store.about.covered_until
