#include "harness/embedded/proxy/ruling.h"

bool cs_asked_field(const struct cs_asked *asked, const char *name, size_t nth, struct cs_span *value)
{
    const struct cs_message *message = &asked->message;
    size_t position = 0;
    struct cs_field field;

    *value = (struct cs_span){0};
    while (cs_message_field(message, &position, &field)) {
        if (!cs_field_is(message->text, &field, name) || nth-- > 0)
            continue;
        *value = field.value;
        return true;
    }
    return false;
}

bool cs_asked_host(const struct cs_asked *asked, struct cs_authority *out)
{
    struct cs_findings findings = {0};
    struct cs_span value;

    return cs_asked_field(asked, "host", 0, &value) &&
           cs_host_value_parse(asked->message.text + value.start, value.length, value.start, out, &findings) ==
               CS_COMPLETE;
}

bool cs_port_allowed(const struct cs_proxy_config *config, uint16_t port)
{
    bool allowed = config->allowed_count == 0;

    for (size_t i = 0; i < config->allowed_count; i++)
        allowed |= config->allowed[i] == port;
    return allowed;
}
