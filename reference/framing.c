/* Bodies, piece by piece (RFC 9112 sections 6.3 and 7.1). */
#include "reference/framing.h"

#include "reference/scan.h"

/* Where a chunked body stands: what the next byte may be. */
enum state {
    SIZE_START,
    SIZE,
    NAME_START, /* behind ";" of a chunk extension */
    NAME_START_BLANK,
    NAME,
    NAME_BLANK, /* behind the name: "=" or ";" has to follow */
    VALUE_START,
    VALUE_START_BLANK,
    VALUE,
    QUOTED,
    QUOTED_PAIR,
    QUOTED_END,
    EXTENSION_BLANK, /* behind size or value: ";" has to follow */
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_START,
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LF,
    END_LF,
    DONE,
    BROKEN,
};

/* What a byte leads to: the next state, and a code when the byte is not as it should be. */
struct step {
    enum state next;
    enum cs_code code;
};

static struct step go(enum state next)
{
    return (struct step){.next = next, .code = CS_CODE_NONE};
}

static struct step broken(enum cs_code code)
{
    return (struct step){.next = BROKEN, .code = code};
}

/* Whitespace that only a recipient has to bear, and where it leads. */
static struct step blank(enum state next)
{
    return (struct step){.next = next, .code = CS_CODE_CHUNK_BLANK};
}

static struct step line_end(char byte, enum state next)
{
    return byte == '\n' ? go(next) : broken(CS_CODE_CHUNK_LINE_END);
}

/* What may follow size, extension name and extension value alike. */
static struct step extension_end(char byte, enum state when_blank)
{
    if (byte == '\r')
        return go(SIZE_LF);
    if (byte == ';')
        return go(NAME_START);
    if (cs_is_ows(byte))
        return go(when_blank);
    return broken(byte == '\n' ? CS_CODE_CHUNK_LINE_END : CS_CODE_CHUNK_EXTENSION_MALFORMED);
}

static struct step size_step(struct cs_body *body, char byte)
{
    if (cs_is(byte, CS_HEX)) {
        if (body->left > (uint64_t)INT64_MAX >> 4)
            return broken(CS_CODE_CHUNK_SIZE_TOO_LARGE);
        body->left = body->left << 4 | cs_hex_value(byte);
        return go(SIZE);
    }
    return body->state == SIZE ? extension_end(byte, EXTENSION_BLANK) : broken(CS_CODE_CHUNK_SIZE_MISSING);
}

static struct step name_step(enum state state, char byte)
{
    if (cs_is(byte, CS_TOKEN) && state != NAME_BLANK)
        return go(NAME);
    if (state == NAME_START || state == NAME_START_BLANK) {
        if (cs_is_ows(byte))
            return state == NAME_START ? blank(NAME_START_BLANK) : go(state);
        return broken(CS_CODE_CHUNK_EXTENSION_MALFORMED);
    }
    if (byte == '=')
        return state == NAME ? go(VALUE_START) : blank(VALUE_START);
    if (state == NAME)
        return extension_end(byte, NAME_BLANK);
    if (cs_is_ows(byte))
        return go(NAME_BLANK);
    return byte == ';' ? blank(NAME_START) : broken(CS_CODE_CHUNK_EXTENSION_MALFORMED);
}

static struct step value_step(enum state state, char byte)
{
    if (state == QUOTED_END)
        return extension_end(byte, EXTENSION_BLANK);
    if (cs_is(byte, CS_TOKEN))
        return go(VALUE);
    if (state == VALUE)
        return extension_end(byte, EXTENSION_BLANK);
    if (byte == '"')
        return go(QUOTED);
    if (cs_is_ows(byte))
        return state == VALUE_START ? blank(VALUE_START_BLANK) : go(state);
    return broken(CS_CODE_CHUNK_EXTENSION_MALFORMED);
}

static struct step quoted_step(enum state state, char byte)
{
    if (!cs_is(byte, CS_VALUE))
        return broken(CS_CODE_CHUNK_EXTENSION_MALFORMED);
    if (state == QUOTED && byte == '"')
        return go(QUOTED_END);
    return go(state == QUOTED && byte == '\\' ? QUOTED_PAIR : QUOTED);
}

static struct step trailer_step(enum state state, char byte)
{
    if (state == TRAILER_START && byte == '\r')
        return go(END_LF);
    if (state == TRAILER_VALUE && byte == '\r')
        return go(TRAILER_LF);
    if (byte == '\n')
        return broken(CS_CODE_CHUNK_LINE_END);
    if (state == TRAILER_VALUE && cs_is(byte, CS_VALUE))
        return go(TRAILER_VALUE);
    if (state == TRAILER_NAME && byte == ':')
        return go(TRAILER_VALUE);
    if (state != TRAILER_VALUE && cs_is(byte, CS_TOKEN))
        return go(TRAILER_NAME);
    return broken(CS_CODE_TRAILER_MALFORMED);
}

/* One byte of chunk syntax.  Chunk data is not taken byte by byte. */
static struct step chunk_step(struct cs_body *body, char byte)
{
    enum state state = (enum state)body->state;

    switch (state) {
    case SIZE_START:
    case SIZE:
        return size_step(body, byte);
    case NAME_START:
    case NAME_START_BLANK:
    case NAME:
    case NAME_BLANK:
        return name_step(state, byte);
    case VALUE_START:
    case VALUE_START_BLANK:
    case VALUE:
    case QUOTED_END:
        return value_step(state, byte);
    case QUOTED:
    case QUOTED_PAIR:
        return quoted_step(state, byte);
    case EXTENSION_BLANK:
        if (cs_is_ows(byte))
            return go(state);
        return byte == ';' ? blank(NAME_START) : broken(CS_CODE_CHUNK_EXTENSION_MALFORMED);
    case SIZE_LF:
        return line_end(byte, body->left > 0 ? DATA : TRAILER_START);
    case DATA_CR:
        return byte == '\r' ? go(DATA_LF) : broken(CS_CODE_CHUNK_DATA_END);
    case DATA_LF:
        return byte == '\n' ? go(SIZE_START) : broken(CS_CODE_CHUNK_DATA_END);
    case TRAILER_START:
    case TRAILER_NAME:
    case TRAILER_VALUE:
        return trailer_step(state, byte);
    case TRAILER_LF:
        return line_end(byte, TRAILER_START);
    case END_LF:
        return line_end(byte, DONE);
    case DATA:
    case DONE:
    case BROKEN:
        break;
    }
    return go(state);
}

/* Takes content, as much of |length| as belongs to it. */
static size_t take(struct cs_body *body, size_t length)
{
    size_t taken = length < body->left ? length : (size_t)body->left;

    body->left -= taken;
    body->read += taken;
    body->position += taken;
    return taken;
}

static enum cs_answer read_chunked(struct cs_body *body, const char *data, size_t length, size_t *used,
                                   struct cs_findings *findings)
{
    while (*used < length && body->state != DONE && body->state != BROKEN) {
        struct step step;

        if (body->state == DATA) {
            *used += take(body, length - *used);
            if (body->left == 0)
                body->state = DATA_CR;
            continue;
        }
        step = chunk_step(body, data[*used]);
        if (step.code != CS_CODE_NONE)
            cs_findings_add(findings, step.code, (size_t)body->position);
        body->state = (int)step.next;
        if (step.next == BROKEN)
            break;
        ++*used;
        body->position++;
    }
    if (body->state == DONE)
        return CS_COMPLETE;
    return body->state == BROKEN ? CS_MALFORMED : CS_NEED_MORE;
}

void cs_body_init(struct cs_body *body, enum cs_body_kind kind, uint64_t content_length)
{
    *body = (struct cs_body){.kind = kind, .state = SIZE_START};
    if (kind == CS_BODY_LENGTH)
        body->left = content_length;
}

enum cs_answer cs_body_read(struct cs_body *body, const char *data, size_t length, size_t *used,
                            struct cs_findings *findings)
{
    *used = 0;
    switch (body->kind) {
    case CS_BODY_NONE:
        return CS_COMPLETE;
    case CS_BODY_LENGTH:
        *used = take(body, length);
        return body->left == 0 ? CS_COMPLETE : CS_NEED_MORE;
    case CS_BODY_CHUNKED:
        return read_chunked(body, data, length, used, findings);
    case CS_BODY_TUNNEL:
    case CS_BODY_CLOSE:
    case CS_BODY_UNUSABLE:
        break;
    }
    *used = length;
    body->read += length;
    body->position += length;
    return CS_NEED_MORE;
}
