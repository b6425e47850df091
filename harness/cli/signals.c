#include "harness/cli/signals.h"

#include <signal.h>

static void pass_on(uv_signal_t *handle, int number)
{
    struct cs_signals *signals = handle->data;

    signals->on_signal(signals->context, number);
}

static void watch(struct cs_signals *signals, uv_loop_t *loop, uv_signal_t *handle, int number)
{
    uv_signal_init(loop, handle);
    handle->data = signals;
    uv_signal_start(handle, pass_on, number);
}

void cs_signals_watch(struct cs_signals *signals, uv_loop_t *loop, void (*on_signal)(void *context, int number),
                      void *context)
{
    signals->on_signal = on_signal;
    signals->context = context;
    watch(signals, loop, &signals->interrupt, SIGINT);
    watch(signals, loop, &signals->terminate, SIGTERM);
    (void)signal(SIGPIPE, SIG_IGN);
}

void cs_signals_close(struct cs_signals *signals)
{
    if (uv_is_closing((uv_handle_t *)&signals->interrupt))
        return;
    uv_close((uv_handle_t *)&signals->interrupt, NULL);
    uv_close((uv_handle_t *)&signals->terminate, NULL);
}
