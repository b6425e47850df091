/* Faults in buffers that are not emptied: the next one finds what somebody else has left. */
#include <string.h>

#include "harness/embedded/proxy/actions.h"
#include "harness/embedded/proxy/fault_relay.h"

static void keep(struct cs_proxy_memory *memory, const char *data, size_t length)
{
    memory->stray_length = length < sizeof(memory->stray) ? length : sizeof(memory->stray);
    memcpy(memory->stray, data, memory->stray_length);
}

/* What was left goes to |side|, once. */
static void hand_over(struct cs_session *session, enum cs_side side)
{
    struct cs_proxy_memory *memory = session->config->memory;

    cs_session_send(session, side, memory->stray, memory->stray_length);
    memory->stray_length = 0;
    memory->stray_lost = false;
}

void cs_fault_on_refusal(const struct cs_session *session)
{
    const struct cs_message *message = &session->asked.message;

    if (cs_has(session->config, CS_FAULT_EARLY_TO_NEXT) && session->config->memory != NULL &&
        session->asked.surplus > 0)
        keep(session->config->memory, message->text + message->length, session->asked.surplus);
}

void cs_fault_stray_opens(struct cs_session *session)
{
    if (cs_has(session->config, CS_FAULT_EARLY_TO_NEXT) && session->config->memory != NULL &&
        session->config->memory->stray_length > 0)
        hand_over(session, CS_SIDE_ORIGIN);
}

void cs_fault_stray_passes(struct cs_session *session, const char *data, size_t length)
{
    struct cs_proxy_memory *memory = session->config->memory;

    if (memory == NULL)
        return;
    if (memory->stray_lost)
        hand_over(session, CS_SIDE_CLIENT);
    keep(memory, data, length);
}

void cs_fault_stray_resets(const struct cs_session *session)
{
    if (cs_has(session->config, CS_FAULT_REST_TO_NEXT) && session->config->memory != NULL)
        session->config->memory->stray_lost = session->config->memory->stray_length > 0;
}
