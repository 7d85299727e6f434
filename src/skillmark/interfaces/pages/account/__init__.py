"""What is our own about opening an account; the rest is allauth's."""
