// Tests of the stemmer.
