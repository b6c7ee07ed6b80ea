"""Question sets, their runner, scorers, gates and reports."""
