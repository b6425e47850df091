/* The guardian's own side; runs in a forked process and uses async-signal-safe functions only. */
#ifndef CONNECTSPEC_SUPERVISOR_CHILD_H
#define CONNECTSPEC_SUPERVISOR_CHILD_H

#include "harness/launch/supervisor.h"

struct cs_supervisor_news {
    enum cs_supervisor_event event;
    int value;
};

/* Starts the target, waits for the order to end, ends it, cleans up and exits.  |socket| is the guardian's end. */
_Noreturn void cs_supervisor_main(const struct cs_supervisor_order *order, int socket);

#endif
