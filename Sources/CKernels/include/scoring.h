// Scores of one block of up to 128 postings; ConcordArtifact/Scoring states the definition, these are its fast form.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// strength[i] = weights[norms[documents[i]]] * frequencies[i], the first field of a sum.
void concord_strength_first(
    float *_Nonnull strength, const uint32_t *_Nonnull documents, const uint32_t *_Nonnull frequencies,
    const uint8_t *_Nonnull norms, const float *_Nonnull weights, unsigned count);

/// strength[i] += weights[norms[documents[i]]] * frequencies[i], each further field.
void concord_strength_add(
    float *_Nonnull strength, const uint32_t *_Nonnull documents, const uint32_t *_Nonnull frequencies,
    const uint8_t *_Nonnull norms, const float *_Nonnull weights, unsigned count);

/// The strengths of postings with several fields: strength[i] = Σ_f weights[256 f + norms[column f + documents[i]]] *
/// frequencies[128 f + i] over the fields f < 8 of `mask` in ascending order; those but for `dense`, which most postings
/// have, are expected to be 0 mostly. The rows of all fields of the mask have 128 numbers.
void concord_strengths(
    float *_Nonnull strength, const uint32_t *_Nonnull documents, const uint32_t *_Nonnull frequencies, unsigned mask,
    unsigned dense, const uint8_t *_Nonnull norms, size_t column, const float *_Nonnull weights, unsigned count);

/// contributions[i] = round(scale * (strength[i] / (k1 + strength[i]))), to nearest, ties to even.
void concord_contributions(
    int32_t *_Nonnull contributions, const float *_Nonnull strength, float k1, float scale, unsigned count);
