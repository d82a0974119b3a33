"""The graph over HTTP: the SPARQL 1.1 protocol, the catalogue, things by content negotiation, and the pages.

The process that listens never runs a query. Queries run in worker processes, which have a limit of memory and are
killed when their time is up: the engine can neither be interrupted nor bounded from within.
"""
