/* One connection of a case: a socket, or TLS on one.  The calls and events are those of cs_socket (net/socket.h), and
 * over TCP alone they are handed on as they are.
 *
 * With TLS, bytes are the plaintext; |connected| is told when the handshake is complete, |connect_failed| (EPROTO) when
 * it fails; a FIN is close_notify and FIN; the peer's is told at its close_notify, or at its FIN without one. */
#ifndef CONNECTSPEC_PIPE_H
#define CONNECTSPEC_PIPE_H

#include "harness/net/socket.h"
#include "harness/transport/tls/tls.h"

struct cs_pipe; /* opaque */

/* |events|, |context| and |tls| (NULL: none) are borrowed.  NULL without memory. */
struct cs_pipe *cs_pipe_new(uv_loop_t *loop, struct cs_tls_context *tls, const struct cs_socket_events *events,
                            void *context);

/* As the calls of cs_socket of the same names. */
int cs_pipe_connect(struct cs_pipe *pipe, const struct sockaddr_storage *address, struct cs_client_ports *ports);
int cs_pipe_adopt(struct cs_pipe *pipe, int fd);
bool cs_pipe_send(struct cs_pipe *pipe, struct cs_source source);
bool cs_pipe_finish(struct cs_pipe *pipe);
bool cs_pipe_close(struct cs_pipe *pipe);
bool cs_pipe_reset(struct cs_pipe *pipe);
void cs_pipe_pause(struct cs_pipe *pipe);
void cs_pipe_resume(struct cs_pipe *pipe);
void cs_pipe_read_now(struct cs_pipe *pipe);
bool cs_pipe_is_settled(const struct cs_pipe *pipe);
bool cs_pipe_is_sending(const struct cs_pipe *pipe);
bool cs_pipe_is_over(const struct cs_pipe *pipe);

/* May be called from a callback.  NULL is fine. */
void cs_pipe_free(struct cs_pipe *pipe);

#endif
