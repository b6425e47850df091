/* The profile of a client that somebody gives as a command. */
#ifndef CONNECTSPEC_CLIENT_COMMAND_H
#define CONNECTSPEC_CLIENT_COMMAND_H

#include <stddef.h>

#include "reference/must_use.h"

/* The text of a profile that runs |command| in a shell, with {url}, {proxy-url}, {https-proxy-url}, {proxy-host},
 * {proxy-port}, {host}, {url-host}, {port}, {path}, {user}, {password} and {ca-file} in it filled in for each case.  With
 * {https-proxy-url} it speaks TLS to its proxy.  Without {url} it is a
 * relay: it gets a request for the origin on its standard input, and speaks plain HTTP in the tunnel.  With {ca-file} it
 * checks certificates.  |account|:
 * USER:PASSWORD, or NULL.  |transport|: what it speaks to the proxy, or NULL.  The caller frees it; NULL without memory. */
CS_MUST_USE char *cs_client_profile(const char *command, const char *account, const char *transport);

/* A name for it: that of the first word, as far as names of profiles go; else "client". */
void cs_client_name(const char *command, char *name, size_t capacity);

#endif
