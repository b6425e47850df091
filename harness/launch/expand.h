/* The placeholders of target profiles and of their file templates: ${name}, and ${md5 of TEXT} (hexadecimal), where
 * TEXT may hold placeholders.  "$${" stands for "${"; any other "$" stands for itself. */
#ifndef CONNECTSPEC_EXPAND_H
#define CONNECTSPEC_EXPAND_H

#include "harness/scenario/template.h"
#include "reference/must_use.h"

#define CS_EXPAND_MAX (1024 * 1024) /* bytes of one result */

/* |text|, NUL-terminated, with its placeholders filled in.  The caller frees the result.  NULL with |error| and the
 * |*offset| of the culprit in |text| on an unknown variable, an unclosed placeholder, a result above CS_EXPAND_MAX or
 * without memory. */
CS_MUST_USE char *cs_expand(const char *text, const struct cs_environment *environment,
                            char error[CS_TEMPLATE_ERROR_MAX], size_t *offset);

#endif
