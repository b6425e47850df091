/* Digests in hexadecimal, under the names that Digest authentication has for them. */
#ifndef CONNECTSPEC_HASH_H
#define CONNECTSPEC_HASH_H

#include <stdbool.h>
#include <stddef.h>

#include "reference/must_use.h"

#define CS_HASH_HEX_MAX 65 /* SHA-256 and its NUL */

/* The algorithms of RFC 7616 section 6.1 without "-sess", the name in any letter case; false for others. */
bool cs_hash_knows(const char *algorithm);

/* Writes the lower-case hexadecimal digest of |length| bytes and a NUL; |algorithm| may end in "-sess", which changes
 * nothing.  False when the algorithm is unknown or OpenSSL does not offer it. */
CS_MUST_USE bool cs_hash_hex(const char *algorithm, const char *text, size_t length, char out[CS_HASH_HEX_MAX]);

#endif
