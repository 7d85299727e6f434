"""The pages people see, a room for each audience."""
