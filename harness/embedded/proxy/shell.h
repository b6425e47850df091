/* The sockets around the sessions of the embedded proxy: a listener, and for each client a session with its one or two
 * connections.  Everything happens in the caller's loop; nothing blocks. */
#ifndef CONNECTSPEC_PROXY_SHELL_H
#define CONNECTSPEC_PROXY_SHELL_H

#include <uv.h>

#include "harness/embedded/proxy/session.h"
#include "reference/must_use.h"

struct cs_shell; /* opaque */

/* Listens on |address| (IPv4 or IPv6 literal) and |port| (0: any).  |config| is borrowed and must outlive the loop's
 * last round.  Returns 0, or libuv's error (UV_EADDRINUSE, UV_EINVAL for a bad address, ...) with |*out| NULL. */
CS_MUST_USE int cs_shell_start(uv_loop_t *loop, const char *address, uint16_t port,
                               const struct cs_proxy_config *config, struct cs_shell **out);

/* The port that it listens on. */
uint16_t cs_shell_port(const struct cs_shell *shell);

/* Resets all connections and stops listening.  The shell frees itself in the loop's next rounds. */
void cs_shell_stop(struct cs_shell *shell);

#endif
