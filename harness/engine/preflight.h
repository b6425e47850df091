/* The preflight: is there a target that opens tunnels to us, how fast is it under load, and are its tunnels good
 * enough for fences?  Internal to the engine.
 *
 * Probes are drives without steps: nothing but the fence that ends every case. */
#ifndef CONNECTSPEC_PREFLIGHT_H
#define CONNECTSPEC_PREFLIGHT_H

#include "harness/engine/drive.h"

#define CS_PREFLIGHT_TEXT_MAX 512

struct cs_preflight {
    double slowest;        /* seconds, of the probes that tunnelled */
    unsigned extra_knocks; /* further connections that the target made for one control CONNECT */
    bool blind;            /* a tunnel stood, but the nonce did not come through */
};

/* Reads a probe that has ended.  Returns 0 when a tunnel stood, right or wrong, and adds to |preflight|; else
 * CS_ENGINE_NO_ORIGIN or CS_ENGINE_NO_TARGET and |message| for the user. */
int cs_preflight_read(struct cs_preflight *preflight, const struct cs_drive *probe,
                      char message[CS_PREFLIGHT_TEXT_MAX]);

#endif
