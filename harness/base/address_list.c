#include "harness/base/address_list.h"

#include <arpa/inet.h>
#include <string.h>

bool cs_address_list_get(const char *list, unsigned index, char out[16])
{
    size_t length;

    for (; index > 0; index--) {
        list += strcspn(list, ",");
        if (*list == '\0')
            return false;
        list++;
    }
    length = strcspn(list, ",");
    if (length == 0 || length >= 16)
        return false;
    memcpy(out, list, length);
    out[length] = '\0';
    return true;
}

static unsigned separators(const char *list)
{
    unsigned count = 0;

    for (; *list != '\0'; list++)
        count += *list == ',';
    return count;
}

unsigned cs_address_list_count(const char *list)
{
    unsigned count = separators(list) + 1;
    struct in_addr seen[CS_ADDRESS_LIST_MAX];
    char text[16];

    if (count > CS_ADDRESS_LIST_MAX || strlen(list) >= CS_ADDRESS_LIST_TEXT)
        return 0;
    for (unsigned i = 0; i < count; i++) {
        if (!cs_address_list_get(list, i, text) || inet_pton(AF_INET, text, &seen[i]) != 1)
            return 0;
        for (unsigned k = 0; k < i; k++)
            if (seen[k].s_addr == seen[i].s_addr)
                return 0;
    }
    return count;
}

bool cs_address_list_is_local(const char *list)
{
    return strncmp(list, "127.", 4) == 0;
}
