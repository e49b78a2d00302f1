// The text floor.
