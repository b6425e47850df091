#include "harness/transport/section.h"

/* A string with its length in front (RFC 7541 sections 5.1 and 5.2); false where none stands. */
static bool take_text(const char *section, size_t length, size_t *at, struct cs_span *out)
{
    size_t size = 0;
    unsigned shift = 0;
    unsigned char byte;

    if (*at >= length || (byte = (unsigned char)section[(*at)++]) > 127)
        return false;
    size = byte;
    while (byte >= 127 && shift <= 21) {
        if (*at >= length)
            return false;
        byte = (unsigned char)section[(*at)++];
        size += (size_t)(byte & 127) << shift;
        shift += 7;
        if (byte < 128)
            break;
    }
    if (size > length - *at)
        return false;
    *out = (struct cs_span){*at, size};
    *at += size;
    return true;
}

size_t cs_section_fields(const char *section, size_t length, struct cs_field *out, size_t capacity)
{
    size_t count = 0;
    size_t at = 0;

    while (count < capacity && at < length && section[at] == '\0') {
        struct cs_field *field = &out[count];

        *field = (struct cs_field){.folded = false};
        at++;
        if (!take_text(section, length, &at, &field->name) || !take_text(section, length, &at, &field->value))
            break;
        count++;
    }
    return count;
}

static void read_block(const struct cs_block *block, enum cs_section_kind kind, uint8_t version,
                       struct cs_field *fields, struct cs_message *out)
{
    const char *text = block->kept == NULL ? "" : block->kept;
    size_t count = cs_section_fields(text, block->kept_length, fields, CS_CONVERSATION_FIELDS);

    cs_field_section_read(kind, version, text, block->kept_length, fields, count, out);
}

/* Behind a head: a tunnel, or content that ends with the direction. */
static void read_content(const struct cs_stream *lane, uint64_t at, bool tunnel, struct cs_conversation *out)
{
    cs_body_init(&out->body, tunnel ? CS_BODY_TUNNEL : CS_BODY_CLOSE, 0);
    out->tunnel = tunnel ? at : CS_NO_TUNNEL;
    out->state = tunnel ? CS_EXCHANGE_TUNNEL : lane->end == CS_END_OPEN ? CS_EXCHANGE_BODY : CS_EXCHANGE_ANSWERED;
    if (!tunnel)
        out->body.read = lane->total - at;
}

static bool opens_tunnel(const struct cs_message *message)
{
    if (message->kind == CS_MESSAGE_REQUEST)
        return message->path.there ? cs_message_is_extended(message) : message->authority.there;
    return message->status / 100 == 2;
}

/* A response without a status is none. */
static bool is_readable(const struct cs_message *message)
{
    return message->kind == CS_MESSAGE_REQUEST || message->status != 0;
}

void cs_section_conversation(const struct cs_stream *lane, bool requests, uint8_t version, struct cs_conversation *out)
{
    const enum cs_section_kind kind = requests ? CS_SECTION_REQUEST : CS_SECTION_RESPONSE;

    *out = (struct cs_conversation){
        .tunnel = CS_NO_TUNNEL,
        .first = {.kind = requests ? CS_MESSAGE_REQUEST : CS_MESSAGE_RESPONSE, .text = "", .answer = CS_NEED_MORE}};
    for (size_t i = 0; i < lane->block_count && out->final_count == 0; i++) {
        if (lane->blocks[i].kind != CS_BLOCK_HEAD)
            continue;
        read_block(&lane->blocks[i], kind, version, out->fields, &out->first);
        out->first_at = lane->blocks[i].at;
        if (!is_readable(&out->first)) {
            out->state = CS_EXCHANGE_GARBAGE;
            return;
        }
        if (!requests && out->first.status < 200)
            out->interim_count++;
        else
            out->final_count++;
    }
    if (out->final_count > 0)
        read_content(lane, out->first_at, opens_tunnel(&out->first), out);
}

bool cs_section_next_answer(const struct cs_stream *lane, uint8_t version, struct cs_answer_walk *walk)
{
    const struct cs_block *block;

    while (walk->block < lane->block_count && lane->blocks[walk->block].kind != CS_BLOCK_HEAD)
        walk->block++;
    if (walk->over || walk->block == lane->block_count)
        return false;
    block = &lane->blocks[walk->block++];
    read_block(block, CS_SECTION_RESPONSE, version, walk->fields, &walk->message);
    walk->over = walk->message.status == 0 || walk->message.status >= 200; /* behind a final one stand trailers */
    walk->at = block->at;
    walk->whole = walk->message.status < 200 || walk->message.status / 100 == 2 || lane->end == CS_END_FIN;
    walk->finals += walk->message.status >= 200 ? 1 : 0;
    return walk->message.status != 0;
}

/* Behind the first section stand trailers. */
bool cs_section_next_request(const struct cs_stream *lane, uint8_t version, struct cs_request_walk *walk)
{
    size_t first = 0;

    while (first < lane->block_count && lane->blocks[first].kind != CS_BLOCK_HEAD)
        first++;
    if (walk->count > 0 || first == lane->block_count)
        return false;
    read_block(&lane->blocks[first], CS_SECTION_REQUEST, version, walk->fields, &walk->message);
    walk->at = walk->end = lane->blocks[first].at;
    walk->count = 1;
    return true;
}
