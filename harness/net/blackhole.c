#include "harness/net/blackhole.h"

#include <errno.h>
#include <unistd.h>

#include "harness/net/address.h"
#include "harness/net/listener.h"

int cs_blackhole_open(const struct sockaddr_storage *address, struct cs_blackhole *deaf)
{
    int error;

    /* A queue of length 0 takes one connection (listen(2), tcp_conn_request() in the kernel). */
    deaf->listener = cs_listen(address, 0);
    if (deaf->listener < 0)
        return -deaf->listener;
    deaf->filler = socket(address->ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (deaf->filler >= 0 && connect(deaf->filler, (const struct sockaddr *)address, cs_address_length(address)) == 0)
        return 0;
    error = errno;
    if (deaf->filler >= 0)
        close(deaf->filler);
    close(deaf->listener);
    return error;
}

void cs_blackhole_close(struct cs_blackhole *deaf)
{
    close(deaf->filler);
    close(deaf->listener);
}
