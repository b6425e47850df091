#include <string.h>

#include "harness/embedded/proxy/front_h2_internal.h"

/* More streams wait in silence. */
#define AT_ONCE 3

bool cs_h2_fault_busy(const struct cs_front_h2 *front)
{
    size_t count = 0;

    for (size_t i = 0; i < CS_H2_CHANNELS_MAX; i++) {
        const struct cs_h2_client *client = front->clients[i];
        bool asked = client != NULL && client->asked && client->wire != NULL;

        if (asked && !client->answered && cs_front_h2_has(front, CS_FAULT_H2_ONE_BY_ONE))
            return true;
        count += asked;
    }
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

bool cs_h2_fault_early(struct cs_h2_client *client, bool first)
{
    if (client->answered)
        return false;
    if (cs_front_h2_has(client->front, CS_FAULT_H2_EARLY_KEPT))
        (void)cs_h2_client_order(client, CS_LINK_PAUSE, 0);
    return !first && cs_front_h2_has(client->front, CS_FAULT_H2_EARLY_FIRST);
}

bool cs_h2_fault_forgets_end(const struct cs_h2_client *client)
{
    return cs_front_h2_has(client->front, CS_FAULT_H2_END_FORGOTTEN) ||
           (cs_front_h2_has(client->front, CS_FAULT_H2_END_AT_ONCE) && !client->answered);
}

bool cs_h2_fault_softens(const struct cs_front_h2 *front, uint64_t code)
{
    bool lost = code == CS_LINK_TRUNCATED || front->broken;

    return cs_front_h2_has(front, lost ? CS_FAULT_H2_LOST_FIN : CS_FAULT_H2_CANCEL_FIN);
}

bool cs_h2_fault_keeps(const struct cs_h2_client *client)
{
    return cs_front_h2_has(client->front, CS_FAULT_H2_RESET_KEPT) ||
           (cs_front_h2_has(client->front, CS_FAULT_H2_LATE_KEPT) && !client->answered);
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
