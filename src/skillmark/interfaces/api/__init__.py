"""Our own REST API: one router for each noun, problem details (RFC 9457) for everything that goes wrong."""
