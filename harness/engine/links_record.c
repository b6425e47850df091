/* What links and connections write into the transcript. */
#include <stdarg.h>
#include <stdio.h>

#include "harness/engine/links.h"

bool cs_links_is_over(const struct cs_links *links)
{
    return links->over || links->broken;
}

void cs_links_trouble(struct cs_links *links, const char *format, ...)
{
    va_list arguments;

    if (cs_links_is_over(links))
        return;
    links->broken = true;
    va_start(arguments, format);
    if (vasprintf(&links->transcript->trouble, format, arguments) < 0) {
        links->transcript->trouble = NULL;
        cs_links_lose(links);
    }
    va_end(arguments);
}

void cs_links_lose(struct cs_links *links)
{
    links->broken = true;
    if (links->transcript->trouble != NULL)
        return;
    links->transcript->trouble = links->unsaid;
    links->unsaid = NULL;
}

void cs_links_add_event(struct cs_links *links, enum cs_event_kind kind, int number, uint64_t value, bool merge)
{
    struct cs_event event = {.kind = kind, .channel = number, .value = value};

    if (cs_links_is_over(links))
        return;
    event.at_us = (uv_hrtime() - links->began) / 1000;
    if (!cs_transcript_add(links->transcript, event, merge))
        cs_links_trouble(links, "no memory");
    else if (links->trace != NULL)
        links->trace(links->transcript, &event);
}

void cs_links_record(struct cs_links *links, enum cs_event_kind kind, int number, uint64_t value)
{
    cs_links_add_event(links, kind, number, value, kind == CS_EVENT_RECEIVED);
}

void cs_links_accept_now(struct cs_links *links)
{
    for (size_t i = 0; i < links->post_count && !cs_links_is_over(links); i++) {
        if (links->posts[i].udp != NULL)
            cs_udp_read_now(links->posts[i].udp);
        else
            cs_listener_accept_now(links->posts[i].listener);
    }
}
