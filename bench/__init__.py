"""What `./skillmark bench` measures: a module for each subject, with `measure(wanted) -> Measured`."""
