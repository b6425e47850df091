/* The guardian's own side; runs in a forked process and uses async-signal-safe functions only. */
#ifndef CONNECTSPEC_GUARD_CHILD_H
#define CONNECTSPEC_GUARD_CHILD_H

#include "harness/target/guard.h"

struct cs_guard_news {
    enum cs_guard_event event;
    int value;
};

/* Starts the target, waits for the order to end, ends it, cleans up and exits.  |socket| is the guardian's end. */
_Noreturn void cs_guard_main(const struct cs_guard_order *order, int socket);

#endif
