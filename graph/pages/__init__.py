"""Self-contained HTML pages: one file each, no request leaves it, all text inserted as text."""
