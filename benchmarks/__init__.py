"""Speed, measured beside what users would pick instead. Run by `make bench`, never by the tests."""
