// Well-formed UTF-8 by table look-up, 32 bytes at a time where the machine has AVX2.
//
// J. Keiser and D. Lemire, "Validating UTF-8 in less than one instruction per byte" (2021). Three look-ups (high and
// low nibble of the byte before, high nibble of the byte) yield the set of errors that the pair may be; their
// intersection is not empty if it is one. Only TWO_CONTS is allowed, exactly where a third or fourth byte must stand.
#include "json.h"

const uint8_t concord_hex_values[256] = {
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 255, 255, 255, 255, 255, 255,
    255, 10, 11, 12, 13, 14, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 10, 11, 12, 13, 14, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
};

#if defined(__x86_64__)
#include <immintrin.h>

enum {
  TOO_SHORT = 1, TOO_LONG = 2, OVERLONG_3 = 4, TOO_LARGE = 8, SURROGATE = 16, OVERLONG_2 = 32,
  TOO_LARGE_1000 = 64, OVERLONG_4 = 64, TWO_CONTS = 128, CARRY = TOO_SHORT | TOO_LONG | TWO_CONTS,
};

#define TABLE(...) _mm256_broadcastsi128_si256(_mm_setr_epi8(__VA_ARGS__))
#define C(x) (char)(x)

__attribute__((target("avx2"))) static inline __m256i utf8_errors(__m256i input, __m256i before) {
  const __m256i first_high = TABLE(
      TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, C(TWO_CONTS), C(TWO_CONTS),
      C(TWO_CONTS), C(TWO_CONTS), TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE,
      TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4);
  const __m256i first_low = TABLE(
      C(CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4), C(CARRY | OVERLONG_2), C(CARRY), C(CARRY),
      C(CARRY | TOO_LARGE), C(CARRY | TOO_LARGE | TOO_LARGE_1000), C(CARRY | TOO_LARGE | TOO_LARGE_1000),
      C(CARRY | TOO_LARGE | TOO_LARGE_1000), C(CARRY | TOO_LARGE | TOO_LARGE_1000),
      C(CARRY | TOO_LARGE | TOO_LARGE_1000), C(CARRY | TOO_LARGE | TOO_LARGE_1000),
      C(CARRY | TOO_LARGE | TOO_LARGE_1000), C(CARRY | TOO_LARGE | TOO_LARGE_1000),
      C(CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE), C(CARRY | TOO_LARGE | TOO_LARGE_1000),
      C(CARRY | TOO_LARGE | TOO_LARGE_1000));
  const __m256i second_high = TABLE(
      TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
      C(TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4),
      C(TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE),
      C(TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE),
      C(TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE), TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT);
  const __m256i nibble = _mm256_set1_epi8(0x0F);
  __m256i across = _mm256_permute2x128_si256(before, input, 0x21);
  __m256i back1 = _mm256_alignr_epi8(input, across, 15);
  __m256i back2 = _mm256_alignr_epi8(input, across, 14);
  __m256i back3 = _mm256_alignr_epi8(input, across, 13);
  __m256i a = _mm256_shuffle_epi8(first_high, _mm256_and_si256(_mm256_srli_epi16(back1, 4), nibble));
  __m256i b = _mm256_shuffle_epi8(first_low, _mm256_and_si256(back1, nibble));
  __m256i c = _mm256_shuffle_epi8(second_high, _mm256_and_si256(_mm256_srli_epi16(input, 4), nibble));
  __m256i third = _mm256_subs_epu8(back2, _mm256_set1_epi8(C(0xE0 - 0x80)));
  __m256i fourth = _mm256_subs_epu8(back3, _mm256_set1_epi8(C(0xF0 - 0x80)));
  __m256i must = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8(C(0x80)));
  return _mm256_xor_si256(must, _mm256_and_si256(_mm256_and_si256(a, b), c));
}

__attribute__((target("avx2"))) static int utf8_valid_avx2(const uint8_t *bytes, size_t count) {
  __m256i before = _mm256_setzero_si256(), errors = _mm256_setzero_si256();
  size_t i = 0;
  for (; count - i >= 32; i += 32) {
    __m256i input = _mm256_loadu_si256((const __m256i *)(bytes + i));
    errors = _mm256_or_si256(errors, utf8_errors(input, before));
    before = input;
  }
  // The tail is shorter than a register, so at least one zero follows it. That is enough to find a sequence that the
  // end cuts short: the zero stands where its second, third or fourth byte must.
  uint8_t tail[32] = {0};
  memcpy(tail, bytes + i, count - i);
  errors = _mm256_or_si256(errors, utf8_errors(_mm256_loadu_si256((const __m256i *)tail), before));
  return _mm256_testz_si256(errors, errors);
}

int concord_utf8_valid(const uint8_t *bytes, size_t count) {
  return __builtin_cpu_supports("avx2") ? utf8_valid_avx2(bytes, count) : -1;
}
#else
int concord_utf8_valid(const uint8_t *bytes, size_t count) {
  (void)bytes;
  (void)count;
  return -1;
}
#endif
