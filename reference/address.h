/* Literal addresses (RFC 3986 section 3.2.2).  Internal to libconnectref. */
#ifndef CONNECTREF_ADDRESS_H
#define CONNECTREF_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reference/must_use.h"

/* Reads all of |text| as IPv4address: four decimal octets without leading zeros.  |address| gets 4 bytes, and only when
 * the answer is true. */
CS_MUST_USE bool cs_ipv4_parse(const char *text, size_t length, uint8_t *address);

/* Reads all of |text| as IPv6address, without brackets.  |address| gets 16 bytes, and only when the answer is true.
 * |*bad| is the offset of the first byte that fits no address, |length| when the text ends too early. */
CS_MUST_USE bool cs_ipv6_parse(const char *text, size_t length, uint8_t *address, size_t *bad);

#endif
