#include "harness/embedded/proxy/fault_held.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define SPIN_NS 20000000000u

static bool goes_where(const struct cs_pair *pair, const struct cs_pair *other)
{
    const struct cs_destination *one = &pair->dial.destination;
    const struct cs_destination *two = &other->dial.destination;

    return other->sides[CS_SIDE_ORIGIN] != NULL && one->port == two->port && one->length == two->length &&
           memcmp(one->host, two->host, one->length) == 0;
}

bool cs_fault_holds_back(const struct cs_pair *pair)
{
    const enum cs_fault fault = pair->pairs->config->fault;
    const size_t most = fault == CS_FAULT_SIX_TO_ONE ? 6 : fault == CS_FAULT_THIRTY_TO_ONE ? 30 : SIZE_MAX;
    size_t count = 0;

    for (const struct cs_pair *other = pair->pairs->first; most < SIZE_MAX && other != NULL; other = other->next)
        count += goes_where(pair, other);
    return count >= most;
}

void cs_fault_leaves_child(const struct cs_proxy_config *config, enum cs_fault fault)
{
    if (config->fault != fault || _Fork() != 0) /* fork would run the loop's handler */
        return;
    if (fault != CS_FAULT_CHILD_STAYS)
        _exit(0);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)close_range(0, ~0u, 0);
    for (;;)
        pause();
}

static atomic_bool spinning;

static void *spin(void *unused)
{
    uint64_t until = uv_hrtime() + SPIN_NS;

    while (uv_hrtime() < until)
        continue;
    atomic_store(&spinning, false);
    return unused;
}

void cs_fault_spins(const struct cs_proxy_config *config, enum cs_fault fault)
{
    pthread_t thread;

    if (config->fault != fault || atomic_exchange(&spinning, true))
        return;
    if (pthread_create(&thread, NULL, spin, NULL) == 0)
        pthread_detach(thread);
}
