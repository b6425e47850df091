/* Socket addresses as text and back. */
#ifndef CONNECTSPEC_ADDRESS_H
#define CONNECTSPEC_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "reference/must_use.h"

/* Fills |out| from a literal IPv4 or IPv6 address (no brackets, no name) and a port in host order.  False when |text|
 * is neither. */
CS_MUST_USE bool cs_address_parse(const char *text, uint16_t port, struct sockaddr_storage *out);

/* How many bytes of |address| count, for bind() and connect(). */
socklen_t cs_address_length(const struct sockaddr_storage *address);

/* "127.0.0.1:3128" or "[::1]:3128"; "?" for another family. */
#define CS_ADDRESS_TEXT_MAX 64
void cs_address_format(const struct sockaddr_storage *address, char text[CS_ADDRESS_TEXT_MAX]);

/* Gives the loopback interface the IPv6 address |text| (and nothing around it), for as long as the network namespace
 * lasts.  Returns 0 or an errno: EPERM without the privilege. */
CS_MUST_USE int cs_address_assign(const char *text);

#endif
