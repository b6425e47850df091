/* html_data.h: the frames below the wire. */
#include "reports/html_data.h"
#include "reports/json.h"

/* Appends |item|, which is taken over, to |list|, or frees both: NULL then. */
static json_t *append(json_t *list, json_t *item)
{
    if (json_array_append_new(list, item) == 0)
        return list;
    json_decref(list);
    return NULL;
}

static json_t *list_frames(const struct cs_carrier *carrier, size_t count)
{
    json_t *frames = json_array();

    for (size_t i = 0; i < count; i++) {
        const struct cs_frame *frame = &carrier->frames[i];

        frames = append(frames, json_pack("[I, s, I, I, I, o, o]", (json_int_t)frame->at_us,
                                          frame->received ? "received" : "sent", (json_int_t)frame->stream,
                                          (json_int_t)frame->begins, (json_int_t)frame->length,
                                          cs_json_text(frame->name), cs_json_text(frame->says)));
    }
    return frames;
}

static json_t *kept(const struct cs_stream *stream)
{
    return cs_json_bytes(stream->kept == NULL ? "" : stream->kept,
                         stream->kept_length < CS_PAGE_BYTES ? stream->kept_length : CS_PAGE_BYTES);
}

/* The first actor on it; NULL: controls alone, which nobody asks for. */
static const char *actor_of(const struct cs_transcript *transcript, size_t carrier, bool controls)
{
    for (size_t i = 0; i < transcript->channel_count; i++) {
        const struct cs_channel *channel = &transcript->channels[i];

        if ((size_t)channel->carrier == carrier + 1 && (controls || channel->seat != CS_SEAT_CONTROL))
            return channel->actor;
    }
    return NULL;
}

json_t *cs_html_frames(const struct cs_transcript *transcript, bool controls)
{
    json_t *carriers = json_array();
    size_t room = CS_PAGE_FRAMES;

    for (size_t i = 0; i < transcript->carrier_count; i++) {
        const struct cs_carrier *carrier = &transcript->carriers[i];
        size_t count = carrier->frame_count < room ? carrier->frame_count : room;
        const char *actor = actor_of(transcript, i, controls);

        if (actor == NULL || count == 0)
            continue;
        room -= count;
        carriers = append(carriers, json_pack("{s:o, s:s, s:s, s:b, s:o, s:o, s:o}", "actor", cs_json_text(actor),
                                              "protocol", carrier->protocol, "tls", carrier->tls, "more",
                                              (int)(count < carrier->frame_count || count == CS_FRAMES_MAX), "sent",
                                              kept(&carrier->sent), "received", kept(&carrier->received), "frames",
                                              list_frames(carrier, count)));
    }
    return carriers;
}
