/* Finds base64 in bytes of any kind, for what it holds (redact.h). */
#ifndef CONNECTSPEC_REDACT_BASE64_H
#define CONNECTSPEC_REDACT_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "reference/must_use.h"

/* Decodes what looks like base64 in |text| (RFC 4648 sections 4 and 5; blanks and line ends within are skipped, padding
 * is not needed), from the start of each word on, at each alignment, some hundred bytes of each.  |change| gets the
 * decoded bytes, may change them in place and says whether it has; then they are encoded again in their place.  Whether
 * anything was changed. */
CS_MUST_USE bool cs_redact_base64(char *text, size_t length,
                                  bool (*change)(const void *context, char *decoded, size_t length),
                                  const void *context);

#endif
