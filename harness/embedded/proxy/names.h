/* Names that the proxy was told to refuse. */
#ifndef CONNECTSPEC_NAMES_H
#define CONNECTSPEC_NAMES_H

#include "harness/embedded/proxy/ruling.h"

/* Whether |destination| is the denied name or one below it, however it is written (RFC 9110 section 4.2.3; a final dot
 * is the root's). */
bool cs_name_denied(const struct cs_asked *asked, const struct cs_destination *destination);

#endif
