#include "harness/embedded/proxy/names.h"

#include <string.h>
#include <strings.h>

#define LABEL_MAX 63

/* A name below the denied one that a fault does not know for one. */
static bool slips(const struct cs_proxy_config *config, const char *text, size_t length, size_t known)
{
    size_t below = length - known; /* with its dot */

    return (below > 0 && cs_has(config, CS_FAULT_DENIED_NAMES_BELOW)) ||
           (below > 1 && cs_has(config, CS_FAULT_DENIED_NAMES_DEEP) && memchr(text, '.', below - 1) != NULL) ||
           (length > LABEL_MAX && cs_has(config, CS_FAULT_DENIED_NAMES_LONG)) ||
           (cs_has(config, CS_FAULT_DENIED_NAMES_ODD) && memchr(text, '_', length) != NULL);
}

/* Whether |text| is |denied| or a name below it. */
static bool is_below(const struct cs_proxy_config *config, const char *text, size_t length)
{
    size_t known = strlen(config->denied_name);
    bool case_counts = cs_has(config, CS_FAULT_DENIED_NAMES_CASE);

    if (length > 0 && text[length - 1] == '.' && !cs_has(config, CS_FAULT_DENIED_NAMES_DOT))
        length--;
    if (length < known || (length > known && text[length - known - 1] != '.') || slips(config, text, length, known))
        return false;
    text += length - known;
    return (case_counts ? strncmp(text, config->denied_name, known) : strncasecmp(text, config->denied_name, known)) ==
           0;
}

bool cs_name_denied(const struct cs_asked *asked, const struct cs_destination *destination)
{
    const struct cs_proxy_config *config = asked->config;
    struct cs_span written = asked->message.target.host;
    struct cs_authority host;

    if (config->denied_name == NULL || cs_has(config, CS_FAULT_DENIED_NAMES_IGNORED))
        return false;
    if (cs_has(config, CS_FAULT_DENIED_NAMES_PERCENT))
        return is_below(config, asked->message.text + written.start, written.length);
    if (cs_has(config, CS_FAULT_DENIED_NAMES_HOST))
        return cs_asked_host(asked, &host) && is_below(config, asked->message.text + host.host.start, host.host.length);
    return is_below(config, destination->host, destination->length);
}
