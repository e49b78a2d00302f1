// What the dictionary keeps for the terms of a block; TermDictionary.swift says what the bytes are.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What is kept for a term.
typedef struct {
  uint64_t documents, postings_length, positions_length;
  /// Where its list begins: among the bytes if it is there, otherwise in POST; without a list, its stem's number.
  uint64_t postings;
  /// Where its positions begin in POSI.
  uint64_t positions;
  /// Where the next list in POST begins.
  uint64_t postings_end;
} concord_term;

/// Reads what is kept for the term at `place` (0...15) of a block; false if the bytes make no sense, or are sensible and
/// out of the ordinary: then reading one by one says what is wrong.
///
/// Lists of at most `inline_limit` bytes are among the bytes. The caller compares ends with the lengths of the sections.
bool concord_read_term(
    const uint8_t *_Nonnull bytes, size_t length, unsigned place, unsigned inline_limit, concord_term *_Nonnull term);
