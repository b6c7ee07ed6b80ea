"""Question sets that ship with the program."""
