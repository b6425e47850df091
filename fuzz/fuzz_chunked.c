/* Target: cs_body_read on chunked bodies.  Seeds: corpus/chunked/.  Dictionary: fuzz/chunked.dict. */
#include <errno.h>

#include "fuzz/property.h"

struct outcome {
    enum cs_answer answer;
    size_t used;
    uint64_t content;
    struct cs_findings findings;
};

/* Reads the input in pieces of |step| bytes. */
static void read_in_steps(const char *text, size_t size, size_t step, struct outcome *out)
{
    struct cs_body body;

    cs_body_init(&body, CS_BODY_CHUNKED, 0);
    cs_findings_init(&out->findings);
    out->used = 0;
    out->answer = CS_NEED_MORE;
    while (out->used < size && out->answer == CS_NEED_MORE) {
        size_t length = size - out->used < step ? size - out->used : step;
        size_t used = 0;

        out->answer = cs_body_read(&body, text + out->used, length, &used, &out->findings);
        require(used <= length && (out->answer != CS_NEED_MORE || used == length));
        out->used += used;
    }
    out->content = body.read;
}

/* A complete body once more, by the C library's numbers: what its chunk sizes say is what was read. */
static void require_sizes(const char *text, const struct outcome *outcome)
{
    uint64_t content = 0;
    size_t at = 0;
    uint64_t size;

    do {
        char line[64] = "";
        const char *end = memchr(text + at, '\n', outcome->used - at);
        size_t length = end == NULL ? 0 : (size_t)(end - text) - at;

        require(end != NULL);
        memcpy(line, text + at, length < sizeof(line) - 1 ? length : sizeof(line) - 1);
        if (strspn(line, "0") > 40)
            return;
        errno = 0;
        size = strtoull(line, NULL, 16);
        at = (size_t)(end - text) + 1;
        require(errno == 0 && size <= outcome->used - at);
        content += size;
        at += (size_t)size + (size > 0 ? 2 : 0);
    } while (size > 0);
    require(content == outcome->content);
}

/* Any pieces give the same: single bytes, and some of one length. */
static void check_steps(const char *text, size_t size, uint64_t number, const struct outcome *whole)
{
    struct outcome parts;

    read_in_steps(text, size, 1, &parts);
    require(parts.answer == whole->answer && parts.content == whole->content);
    require(whole->answer == CS_MALFORMED || parts.used == whole->used);
    require_same_findings(&whole->findings, &parts.findings);
    read_in_steps(text, size, split_point(number, size) + 1, &parts);
    require(parts.answer == whole->answer && parts.content == whole->content);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint64_t number = own_number(data, size);
    struct outcome whole;

    read_in_steps((const char *)data, size, size, &whole);
    require(whole.content <= size);
    if (whole.answer == CS_COMPLETE && is_sampled(number, 1, 4))
        require_sizes((const char *)data, &whole);
    if (is_sampled(number, 2, 16))
        check_steps((const char *)data, size, number, &whole);
    return 0;
}
