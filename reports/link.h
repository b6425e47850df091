/* From the source of a requirement to where it can be read. */
#ifndef CONNECTSPEC_LINK_H
#define CONNECTSPEC_LINK_H

#include <stdbool.h>

#include "reference/must_use.h"

#define CS_LINK_MAX 160

/* The address of the first document that |source| names: "RFC 9110 §9.3.6; RFC 9112 §3.2" gives
 * "https://www.rfc-editor.org/rfc/rfc9110.html#section-9.3.6".  Internet-Drafts ("draft-..."), CERT notes ("VU#N") and
 * the Fetch Standard are known too.  Nothing of |source| gets into |link| but digits, dots, small letters and hyphens,
 * so that it may stand in any document.  False, and |link| empty, for other sources. */
CS_MUST_USE bool cs_link(const char *source, char link[CS_LINK_MAX]);

#endif
