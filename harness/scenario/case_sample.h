/* Filling a case's byte strings in with made-up addresses, so that what cannot be filled in shows at load (private to
 * the loader). */
#ifndef CONNECTSPEC_CASE_SAMPLE_H
#define CONNECTSPEC_CASE_SAMPLE_H

#include "harness/scenario/case_schema.h"
#include "reference/must_use.h"

/* |loader->sample| from the values in |loader->item|; false with an error. */
CS_MUST_USE bool cs_case_sample_start(struct cs_case_loader *loader);
void cs_case_sample_free(struct cs_case_sample *sample);

/* Fills |item| in for the value with that index (-1: no value's names are known). */
CS_MUST_USE bool cs_case_sample_expand(const struct cs_case_sample *sample, int value, const struct cs_template *item,
                                       struct cs_bytes *out, char error[CS_TEMPLATE_ERROR_MAX]);

#endif
