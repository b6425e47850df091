/* The frames of a connection, for its record. */
#ifndef CONNECTSPEC_FRAME_LOG_H
#define CONNECTSPEC_FRAME_LOG_H

#include "harness/transport/frames.h"
#include "reference/must_use.h"
#include "reports/transcript.h"

struct cs_links;
struct cs_recorder;

struct cs_frame_log { /* all zero: nothing has passed */
    struct cs_ear *sent, *received;
    struct cs_h3_ear *h3_sent, *h3_received;
    struct cs_links *links;
    struct cs_carrier *carrier;
    struct cs_recorder *recorder; /* of HTTP/3: gets the bytes of the frames */
    bool lost;                    /* there was no memory */
};

/* Bytes that passed the carrier of |channel|, over HTTP/2.  False without memory. */
CS_MUST_USE bool cs_frame_log_take(struct cs_frame_log *log, struct cs_links *links, const struct cs_channel *channel,
                                   bool sent, const char *bytes, size_t length);

/* The same over HTTP/3; |recorder| is that of the carrier. */
CS_MUST_USE bool cs_frame_log_pass(struct cs_frame_log *log, struct cs_links *links, const struct cs_channel *channel,
                                   struct cs_recorder *recorder, const struct cs_passage *passage);

void cs_frame_log_free(struct cs_frame_log *log);

#endif
