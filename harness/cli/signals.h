/* Ctrl-C and SIGTERM as events of the loop. */
#ifndef CONNECTSPEC_SIGNALS_H
#define CONNECTSPEC_SIGNALS_H

#include <uv.h>

struct cs_signals {
    uv_signal_t interrupt;
    uv_signal_t terminate;
    void (*on_signal)(void *context, int number);
    void *context;
};

/* Calls |on_signal| for SIGINT and SIGTERM until cs_signals_close; SIGPIPE is ignored from now on.  The handles keep
 * the loop alive.  |signals| has to live until the loop has run dry. */
void cs_signals_watch(struct cs_signals *signals, uv_loop_t *loop, void (*on_signal)(void *context, int number),
                      void *context);
void cs_signals_close(struct cs_signals *signals);

#endif
