// Scores of one block of up to 128 postings; ConcordArtifact/Scoring states the definition, these are its fast form.
#pragma once
#include <stdint.h>

/// strength[i] = weights[norms[documents[i]]] * frequencies[i], the first field of a sum.
void concord_strength_first(
    float *_Nonnull strength, const uint32_t *_Nonnull documents, const uint32_t *_Nonnull frequencies,
    const uint8_t *_Nonnull norms, const float *_Nonnull weights, unsigned count);

/// strength[i] += weights[norms[documents[i]]] * frequencies[i], each further field.
void concord_strength_add(
    float *_Nonnull strength, const uint32_t *_Nonnull documents, const uint32_t *_Nonnull frequencies,
    const uint8_t *_Nonnull norms, const float *_Nonnull weights, unsigned count);

/// The same sum as concord_strength_add, for a field that few of the postings have: titles, headings.
void concord_strength_add_few(
    float *_Nonnull strength, const uint32_t *_Nonnull documents, const uint32_t *_Nonnull frequencies,
    const uint8_t *_Nonnull norms, const float *_Nonnull weights, unsigned count);

/// contributions[i] = round(scale * (strength[i] / (k1 + strength[i]))), to nearest, ties to even.
void concord_contributions(
    int32_t *_Nonnull contributions, const float *_Nonnull strength, float k1, float scale, unsigned count);
