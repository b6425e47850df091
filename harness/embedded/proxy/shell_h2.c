/* Pairs whose client speaks HTTP/2: the connection's, and those of its streams. */
#include <string.h>

#include "harness/embedded/proxy/shell_internal.h"

void cs_pair_asked(struct cs_pair *pair, const struct cs_message *message)
{
    pair->spoken = true;
    cs_session_request(pair->session, message);
    cs_pair_run(pair);
}

bool cs_pair_multiplex(struct cs_pair *pair)
{
    pair->front = cs_front_h2_new(pair);
    if (pair->front == NULL)
        return false;
    cs_session_free(pair->session);
    pair->session = NULL;
    cs_front_h2_begin(pair->front);
    return true;
}

bool cs_pair_takes_preface(struct cs_pair *pair, const char *data, size_t length)
{
    size_t left = CS_H2_PREFACE_BYTES - pair->preface;
    size_t step = length < left ? length : left;
    size_t before = pair->preface;

    if (!pair->shell->config->multiplexes || pair->shell->config->tls != NULL || pair->spoken)
        return false;
    if (memcmp(data, &CS_H2_PREFACE[before], step) != 0) {
        pair->spoken = true;
        cs_session_received(pair->session, CS_SIDE_CLIENT, CS_H2_PREFACE, before);
        return false;
    }
    pair->preface += step;
    if (step < left)
        return true;
    pair->spoken = true;
    if (!cs_pair_multiplex(pair)) {
        cs_wire_reset(pair->sides[CS_SIDE_CLIENT]);
        return true;
    }
    cs_wire_expect(pair->sides[CS_SIDE_CLIENT], UINT32_MAX);
    cs_front_h2_received(pair->front, CS_H2_PREFACE, CS_H2_PREFACE_BYTES);
    if (length > step)
        cs_front_h2_received(pair->front, data + step, length - step);
    return true;
}
