/* The tables in the summary of a run. */
#ifndef CONNECTSPEC_TEXT_TABLE_H
#define CONNECTSPEC_TEXT_TABLE_H

#include <stdio.h>

#include "reports/result.h"

/* A row for each topic and one for all; where there are several transports (reports/join.h), one for each of them, too.
 */
void cs_text_table(FILE *out, const struct cs_result *result);

#endif
