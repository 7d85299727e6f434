"""What is open to learners: the public catalogue, its offerings and invitations."""
