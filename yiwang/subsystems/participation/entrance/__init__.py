"""One door to everything that the public can say to the city, and to what became of it."""
