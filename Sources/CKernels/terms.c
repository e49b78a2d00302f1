// Walking over what is kept for the terms of a block of the dictionary, up to the one that is wanted.
#include "terms.h"

// A varint of at most eight bytes; false if there is none.
static inline bool read_number(const uint8_t **at, const uint8_t *end, uint64_t *number) {
  const uint8_t *p = *at;
  if (p == end) return false;
  uint64_t value = *p++;
  if (value >= 0x80) {
    value &= 0x7f;
    unsigned shift = 7;
    uint8_t byte;
    do {
      if (p == end || shift > 49) return false;
      byte = *p++;
      value |= (uint64_t)(byte & 0x7f) << shift;
      shift += 7;
    } while (byte >= 0x80);
  }
  *at = p;
  *number = value;
  return true;
}

bool concord_read_term(
    const uint8_t *bytes, size_t length, unsigned place, unsigned inline_limit, concord_term *term) {
  const uint8_t *at = bytes, *end = bytes + length;
  uint64_t postings, positions, documents, size, places, stem = 0;
  if (place > 15 || !read_number(&at, end, &postings) || !read_number(&at, end, &positions)) return false;
  for (;;) {
    if (!read_number(&at, end, &documents) || !read_number(&at, end, &size) || !read_number(&at, end, &places)) return false;
    // Sums of 16 numbers of 56 bits each fit; what they are too large for, the caller knows.
    if (documents == 0 || documents > UINT32_MAX) return false;
    const uint8_t *list = at;
    if (size == 0) {
      if (!read_number(&at, end, &stem) || stem > UINT32_MAX) return false;
    } else if (size <= inline_limit) {
      if (size > (uint64_t)(end - at)) return false;
      at += size;
    }
    if (place == 0) {
      *term = (concord_term){
          documents, size, places, size == 0 ? stem : size <= inline_limit ? (uint64_t)(list - bytes) : postings, positions,
          postings + (size <= inline_limit ? 0 : size)};
      return true;
    }
    place--;
    postings += size <= inline_limit ? 0 : size;
    positions += places;
  }
}
