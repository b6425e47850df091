/* What the heads of a case say, for transports that have no text of their own. */
#include <stdlib.h>
#include <string.h>

#include "harness/plan/plan_variables.h"

#define HEAD_MAX (256 * 1024)

/* The text over HTTP/1.1, and behind it the parts that stand in the first line. */
struct draft {
    const struct cs_environment *environment;
    char *error;
    char *text;
    size_t length;
};

/* Content beyond HEAD_MAX is no part of a head. */
static bool append(struct draft *draft, const struct cs_bytes *bytes, struct cs_span *out)
{
    size_t most = bytes->total < HEAD_MAX ? (size_t)bytes->total : HEAD_MAX;
    char *larger = realloc(draft->text, draft->length + most + 1);
    size_t got = 1;

    if (larger == NULL)
        return false;
    draft->text = larger;
    *out = (struct cs_span){draft->length, 0};
    while (out->length < most && got > 0) {
        got = cs_bytes_read(bytes, out->length, draft->text + draft->length, most - out->length);
        out->length += got;
        draft->length += got;
    }
    return true;
}

static bool append_part(struct draft *draft, const struct cs_template *part, struct cs_head_part *out)
{
    struct cs_bytes bytes;
    bool good;

    *out = (struct cs_head_part){.there = false};
    if (part == NULL)
        return true;
    if (!cs_template_expand(part, draft->environment, &bytes, draft->error))
        return false;
    good = append(draft, &bytes, &out->text);
    out->there = good;
    cs_bytes_free(&bytes);
    return good;
}

static bool fill(struct cs_planned_step *step, struct draft *draft)
{
    const struct cs_head *source = step->step->head;
    struct cs_planned_head *head = step->head;
    struct cs_span whole;

    if (!append(draft, &step->segments[0], &whole) || !append_part(draft, source->target, &head->target) ||
        !append_part(draft, source->protocol, &head->protocol))
        return false;
    head->length = whole.length;
    head->text = draft->text;
    draft->text = NULL;
    return true;
}

bool cs_plan_bind_head(struct cs_planned_step *step, const struct cs_environment *environment,
                       char error[CS_TEMPLATE_ERROR_MAX])
{
    struct draft draft = {.environment = environment, .error = error};
    bool good;

    bool section = step->step->head != NULL && step->step->head->section;
    bool written = step->step->verb == CS_VERB_FRAME || step->step->verb == CS_VERB_DATAGRAM ||
                   step->step->verb == CS_VERB_DATAGRAM_FRAME;

    if (step->step->head == NULL && !written)
        return true;
    if (section || written) { /* what it is made of are the segments */
        step->head = calloc(1, sizeof(*step->head));
        return step->head != NULL;
    }
    step->head = calloc(1, sizeof(*step->head));
    good = step->head != NULL && fill(step, &draft);
    free(draft.text);
    if (!good && error[0] == '\0')
        memcpy(error, "no memory", sizeof("no memory"));
    return good;
}

void cs_planned_head_free(struct cs_planned_head *head)
{
    if (head == NULL)
        return;
    for (struct cs_planned_frame *frame = head->frames, *next; frame != NULL; frame = next) {
        next = frame->next;
        free(frame);
    }
    free(head->text);
    free(head);
}
