// Word stems through Snowball.
