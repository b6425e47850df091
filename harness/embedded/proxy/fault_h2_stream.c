#include <string.h>

#include "harness/embedded/proxy/front_h2_internal.h"

/* More streams wait in silence. */
#define AT_ONCE 3

bool cs_h2_fault_busy(const struct cs_front_h2 *front)
{
    size_t count = 0;

    for (size_t i = 0; i < CS_H2_CHANNELS_MAX; i++)
        count += front->clients[i] != NULL && front->clients[i]->asked && front->clients[i]->wire != NULL;
    return cs_front_h2_has(front, CS_FAULT_H2_THREE_AT_ONCE) && count >= AT_ONCE;
}

void cs_h2_fault_limit(struct cs_h2_client *client, const struct cs_message *message)
{
    size_t position = 0;
    struct cs_field field;

    while (cs_front_h2_has(client->front, CS_FAULT_H2_LENGTH_LIMITS) && cs_message_field(message, &position, &field)) {
        if (!cs_field_is(message->text, &field, "content-length"))
            continue;
        client->limited = true;
        client->limit = 0;
        for (size_t i = 0; i < field.value.length && i < 9; i++)
            client->limit = client->limit * 10 + (uint64_t)(message->text[field.value.start + i] - '0');
    }
}

static void end_at_limit(struct cs_h2_client *client, const char *bytes)
{
    struct cs_wire *wire = client->wire;

    client->deaf = true;
    if (client->limit > 0)
        wire->events->received(wire->context, CS_SIDE_CLIENT, bytes, (size_t)client->limit);
    if (client->wire == wire)
        wire->events->finished(wire->context, CS_SIDE_CLIENT);
}

bool cs_h2_fault_ends(struct cs_h2_client *client, const char *bytes, size_t length)
{
    if (client->limited && length >= client->limit) {
        end_at_limit(client, bytes);
        return true;
    }
    client->limit -= client->limited ? length : 0;
    return false;
}
