"""Fast twins: forms drawn once and copied compressed, held to the plain rendering by tests."""
