/* One channel of a case, and what it stands on: a transport (h1, h2), over TLS or not, over one socket; or h3, over
 * UDP.  With h2 and h3 several channels may stand on the same connection.
 *
 * What happens is told as a link tells it (transport/link.h), the channel always 0:
 *   notice READY       the connection is there, its TLS handshake complete; nothing is told before
 *   ended, before that the connection did not come about, |code| is an errno (EPROTO: the handshake failed;
 *                      EPROTONOSUPPORT: the peer chose no such protocol by ALPN); the last event
 *   ended, RESET       the channel is no more: an errno over TCP alone, else what the transport says
 * |opened| and |below| are never told. */
#ifndef CONNECTSPEC_PIPE_H
#define CONNECTSPEC_PIPE_H

#include "harness/net/socket.h"
#include "harness/transport/tls/tls.h"
#include "reference/must_use.h"

struct cs_pipe; /* opaque */

struct cs_pipe_setting {
    uv_loop_t *loop;
    struct cs_tls_context *tls; /* NULL: none */
    const char *transport;      /* "h1", "h2", "h3"; "": h1 */
    bool server;
    const char *settings; /* h3: more of its SETTINGS (transport/h3/h3.h); NULL: no more */
    size_t settings_length;
    const struct cs_link_events *events;
    void (*turned)(void *context); /* the loop has told something of the connection; |context| of one of its channels */
    /* Bytes that passed below a transport with many channels, behind TLS; |context| of cs_pipe_new.  Of h3 the datagrams
     * as they went by, and of |passed| and |key| as of a link. */
    void (*carried)(void *context, bool sent, const char *bytes, size_t length);
    void (*passed)(void *context, const struct cs_passage *passage);
    void (*key)(void *context, const char *line);
    /* A server's, of a transport with many channels: the peer has opened one more.  Whoever wants it joins |pipe| at
     * once; else nobody is told of it any more.  NULL: nobody does. */
    void (*opened)(void *context);
};

/* A connection with one channel.  The members of |setting| and |context| are borrowed.  NULL without memory. */
CS_MUST_USE struct cs_pipe *cs_pipe_new(const struct cs_pipe_setting *setting, void *context);

/* One more channel on the connection of |pipe|: one of our own, or of a server the one that |opened| tells of.  NULL
 * without memory, when it has no more, or is no more. */
CS_MUST_USE struct cs_pipe *cs_pipe_join(struct cs_pipe *pipe, void *context);

/* As cs_socket_connect and cs_socket_adopt. */
CS_MUST_USE int cs_pipe_connect(struct cs_pipe *pipe, const struct sockaddr_storage *address,
                                struct cs_client_ports *ports);
CS_MUST_USE int cs_pipe_adopt(struct cs_pipe *pipe, int fd);

/* Queue; false without memory, or when the channel takes no more.  cs_pipe_head: |message| is of HTTP/1.1, |text| the
 * same and behind it its content, and the end of our direction where it |ends|. */
CS_MUST_USE bool cs_pipe_head(struct cs_pipe *pipe, const struct cs_message *message, struct cs_source text, bool ends);
/* cs_pipe_section: |section| is an encoded field section as it stands, of a transport that has them; |dress|: bits of enum
 * cs_link_dress. */
CS_MUST_USE bool cs_pipe_section(struct cs_pipe *pipe, struct cs_source section, unsigned dress);
/* Bytes as they are to the carrier, in the order of the channel; where streams have carriers of their own, to the
 * channel's, or to that |of_all|. */
CS_MUST_USE bool cs_pipe_raw(struct cs_pipe *pipe, struct cs_source bytes, bool of_all);
/* All of a DATAGRAM frame of QUIC, once the peer has said that it takes them; |failed| is told when it does not. */
CS_MUST_USE bool cs_pipe_datagram(struct cs_pipe *pipe, struct cs_source bytes);
/* Writes what stands in front of a frame's payload.  Returns how many bytes; 0: the transport has no frames. */
size_t cs_pipe_frame(const struct cs_pipe *pipe, const struct cs_link_frame *frame, char out[CS_LINK_FRAME_BYTES]);
CS_MUST_USE bool cs_pipe_send(struct cs_pipe *pipe, struct cs_source source);
bool cs_pipe_finish(struct cs_pipe *pipe);
bool cs_pipe_close(struct cs_pipe *pipe);
bool cs_pipe_reset(struct cs_pipe *pipe);
/* Something of enum cs_tls_notice, in the TLS of the connection; false, too, where there is none. */
bool cs_pipe_notice(struct cs_pipe *pipe, uint64_t notice);
void cs_pipe_pause(struct cs_pipe *pipe);
void cs_pipe_resume(struct cs_pipe *pipe);

/* As cs_socket_read_now. */
void cs_pipe_read_now(struct cs_pipe *pipe);

/* Whether the connection is there: READY was told, or would have been. */
bool cs_pipe_is_ready(const struct cs_pipe *pipe);
/* Whether nothing is queued that could be sent now; whether the next turn of the loop is going to send something. */
bool cs_pipe_is_settled(const struct cs_pipe *pipe);
bool cs_pipe_is_sending(const struct cs_pipe *pipe);
/* As cs_socket_is_stuck, of all of the connection; over UDP never. */
bool cs_pipe_is_stuck(const struct cs_pipe *pipe);
/* Whether nothing will come on it any more. */
bool cs_pipe_is_over(const struct cs_pipe *pipe);

/* Whether cs_pipe_join finds a connection that stands, or is about to. */
bool cs_pipe_takes_channels(const struct cs_pipe *pipe);

/* Whether more than one channel may stand on the connection, and of which version of HTTP these streams are. */
bool cs_pipe_multiplexes(const struct cs_pipe *pipe);
uint8_t cs_pipe_version(const struct cs_pipe *pipe);

/* The stream that it is; -1: the connection is the channel, or nothing was sent on it yet. */
int64_t cs_pipe_number(const struct cs_pipe *pipe);

/* "TLSv1.3" and what ALPN chose; "" without. */
const char *cs_pipe_tls(const struct cs_pipe *pipe);
const char *cs_pipe_alpn(const struct cs_pipe *pipe);

/* Resets the channel, and with the last one the connection.  May be called from a callback |turned|.  NULL is fine. */
void cs_pipe_free(struct cs_pipe *pipe);

#endif
