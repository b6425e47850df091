/* GitHub's workflow commands: what a job prints to be annotated. */
#ifndef CONNECTSPEC_ANNOTATIONS_H
#define CONNECTSPEC_ANNOTATIONS_H

#include <stdio.h>

#include "reports/result.h"

#define CS_ANNOTATIONS_MAX 10 /* of each kind; GitHub drops what a step prints beyond */

/* Prints a line "::error title=...::..." for each failure that counts, each error of ours and each line of the list of
 * known failures that holds no longer, most dangerous first, and "::warning ..." for each warning that counts: at most
 * CS_ANNOTATIONS_MAX of both, then one "::notice ..." that says how many were left out. */
void cs_annotations_write(FILE *out, const struct cs_result *result);

/* Prints "::error title=connectspec::..." for trouble that kept the run from being made. */
void cs_annotations_trouble(FILE *out, const char *message);

/* Prints the line that makes GitHub take no commands from what follows, or, with |resume|, the one that ends this.
 * What a target sent cannot contain |token| when nobody could guess it: letters and digits. */
void cs_annotations_pause(FILE *out, const char *token, bool resume);

/* Has GitHub hide |secret| in everything that the job prints from now on. */
void cs_annotations_mask(FILE *out, const char *secret);

#endif
