"""The list of attacks, A1 to A32: a module for each group of them, a family for each attack."""
