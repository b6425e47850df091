/* HTTP/3 beside the listener of a shell: one UDP socket, whose connections are pairs like those of HTTP/2. */
#ifndef CONNECTSPEC_SHELL_H3_H
#define CONNECTSPEC_SHELL_H3_H

#include "harness/embedded/proxy/pair.h"
#include "reference/must_use.h"

struct cs_shell_h3; /* opaque */

/* Binds to |address| and |port|.  UV_ENOTSUP: built without its libraries.  Returns 0, or libuv's error with |*out| NULL, or something that is to be stopped and
 * freed all the same.  |pairs| is borrowed; its |changed| is told when nothing is open any more. */
CS_MUST_USE int cs_shell_h3_start(struct cs_pairs *pairs, const char *address, uint16_t port, struct cs_shell_h3 **out);

/* Takes no more in.  NULL is fine. */
void cs_shell_h3_stop(struct cs_shell_h3 *shell);

/* Whether libuv still holds something of it; once it does not, it may be freed.  NULL is fine. */
bool cs_shell_h3_is_open(const struct cs_shell_h3 *shell);
void cs_shell_h3_free(struct cs_shell_h3 *shell);

#endif
