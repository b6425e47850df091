/* Whether a proxy that already runs answers in HTTP/2. */
#include <openssl/ssl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "harness/cli/ways.h"
#include "harness/transport/h2/frame.h"

#define SECONDS 2 /* a machine that answers nothing is found out by the round */

static int dial(const struct sockaddr_storage *address)
{
    socklen_t length = address->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
    int descriptor = socket(address->ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval limit = {.tv_sec = SECONDS};

    if (descriptor < 0)
        return -1;
    if (setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) == 0 &&
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) == 0 &&
        connect(descriptor, (const void *)address, length) == 0)
        return descriptor;
    close(descriptor);
    return -1;
}

/* RFC 7301. */
static bool takes_by_alpn(int descriptor)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL *tls = context == NULL ? NULL : SSL_new(context);
    const unsigned char *chosen = NULL;
    unsigned length = 0;

    if (tls != NULL && SSL_set_fd(tls, descriptor) == 1 &&
        SSL_set_alpn_protos(tls, (const unsigned char *)"\2h2", 3) == 0 && SSL_connect(tls) == 1)
        SSL_get0_alpn_selected(tls, &chosen, &length);
    length = length == 2 && memcmp(chosen, "h2", 2) == 0;
    SSL_free(tls);
    SSL_CTX_free(context);
    return length != 0;
}

/* RFC 9113 section 3.4: SETTINGS is the first frame of a server. */
static bool answers_preface(int descriptor)
{
    static const char preface[] = CS_H2_PREFACE "\0\0\0\4\0\0\0\0\0";
    uint8_t head[CS_H2_HEADER_BYTES];

    return send(descriptor, preface, sizeof(preface) - 1, MSG_NOSIGNAL) == (ssize_t)sizeof(preface) - 1 &&
           recv(descriptor, head, sizeof(head), MSG_WAITALL) == (ssize_t)sizeof(head) && head[3] == CS_H2_SETTINGS &&
           head[4] == 0 && cs_h2_read_32(head + 5) == 0;
}

bool cs_run_options_speak_h2(const struct cs_run_options *options)
{
    struct sockaddr_storage address;
    struct cs_policy policy;
    int descriptor = cs_run_options_remote(options, &address, &policy) ? dial(&address) : -1;
    bool speaks = descriptor >= 0 && (policy.proxy_tls ? takes_by_alpn(descriptor) : answers_preface(descriptor));

    if (descriptor >= 0)
        close(descriptor);
    return speaks;
}
