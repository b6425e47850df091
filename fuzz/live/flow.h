/* What goes through the tunnels of a dialogue. */
#ifndef CONNECTSPEC_LIVE_FLOW_H
#define CONNECTSPEC_LIVE_FLOW_H

#include <stdio.h>

#include "fuzz/live/sight.h"

/* What goes through one tunnel in one direction. */
struct cs_flow {
    size_t total;   /* bytes */
    bool disturbed; /* one end closed, reset or finished before all of them were sent: some may be lost */
};

/* Of the client |number|, up (to the origin) or down; for dialogues that open tunnels. */
struct cs_flow cs_flow_of(const struct cs_dialogue *dialogue, const struct cs_sight *sight, unsigned number, bool up);

/* Writes its bytes as a byte string without quotes. */
void cs_flow_write(FILE *out, const struct cs_dialogue *dialogue, const struct cs_sight *sight, unsigned number,
                   bool up);

/* Where in a SEND the bytes begin that go through the tunnel: behind the head that it has. */
size_t cs_flow_start(const struct cs_dialogue *dialogue, const struct cs_sight *sight, const struct cs_row *row);

/* Writes the noise that a row stands for. */
void cs_flow_write_noise(FILE *out, const struct cs_row *row);

#endif
