"""Where the world comes in: pages, API, jobs, mail and the command line."""
