/* Capsules, piece by piece. */
#include "reference/capsule.h"

#include <string.h>

enum state {
    TYPE,
    LENGTH,
    VALUE,
};

void cs_capsules_init(struct cs_capsules *capsules)
{
    memset(capsules, 0, sizeof(*capsules));
}

/* Takes bytes of the number at hand.  False: it is not whole yet. */
static bool take_number(struct cs_capsules *capsules, const char *data, size_t length, size_t *used, uint64_t *value)
{
    while (*used < length) {
        capsules->position++;
        if (!cs_varint_add(&capsules->number, data[(*used)++]))
            continue;
        *value = capsules->number.value;
        capsules->number = (struct cs_varint){0};
        return true;
    }
    return false;
}

static enum cs_capsule_event take_head(struct cs_capsules *capsules, const char *data, size_t length, size_t *used)
{
    if (capsules->state == TYPE) {
        if (capsules->number.seen == 0)
            capsules->start = capsules->position;
        if (!take_number(capsules, data, length, used, &capsules->type))
            return CS_CAPSULE_NEED_MORE;
        capsules->state = LENGTH;
    }
    if (!take_number(capsules, data, length, used, &capsules->length))
        return CS_CAPSULE_NEED_MORE;
    capsules->left = capsules->length;
    capsules->state = VALUE;
    return CS_CAPSULE_BEGIN;
}

static enum cs_capsule_event take_value(struct cs_capsules *capsules, size_t length, size_t *used,
                                        struct cs_span *piece)
{
    if (capsules->left == 0) {
        capsules->count++;
        capsules->state = TYPE;
        return CS_CAPSULE_END;
    }
    if (length == 0)
        return CS_CAPSULE_NEED_MORE;
    *used = length < capsules->left ? length : (size_t)capsules->left;
    *piece = (struct cs_span){.start = 0, .length = *used};
    capsules->left -= *used;
    capsules->position += *used;
    return CS_CAPSULE_VALUE;
}

enum cs_capsule_event cs_capsules_read(struct cs_capsules *capsules, const char *data, size_t length, size_t *used,
                                       struct cs_span *piece)
{
    *used = 0;
    if (capsules->state == VALUE)
        return take_value(capsules, length, used, piece);
    return take_head(capsules, data, length, used);
}

enum cs_answer cs_capsules_end(const struct cs_capsules *capsules, struct cs_findings *findings)
{
    bool between = capsules->state == TYPE && capsules->number.seen == 0;
    bool whole = capsules->state == VALUE && capsules->left == 0;

    if (between || whole)
        return CS_COMPLETE;
    cs_findings_add(findings, CS_CODE_CAPSULE_TRUNCATED, (size_t)capsules->position);
    return CS_MALFORMED;
}

bool cs_capsule_is_reserved(uint64_t type)
{
    return type >= 0x17 && (type - 0x17) % 0x29 == 0;
}

size_t cs_capsule_write_head(char out[CS_CAPSULE_HEAD_MAX], uint64_t type, uint64_t length)
{
    size_t front = cs_varint_write(out, type);
    size_t back = front == 0 ? 0 : cs_varint_write(out + front, length);

    return back == 0 ? 0 : front + back;
}
