// Tests of the text floor.
