"""eunato: a knowledge graph of EU–NATO relations, hand-curated, sourced and dated.

`load()` opens it. Everything else is imported when it is first used, so that importing this package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.knowledge_graph import KnowledgeGraph, load

__all__ = ["KnowledgeGraph", "load"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from graph import knowledge_graph

        return getattr(knowledge_graph, name)
    raise AttributeError(f"module 'graph' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
