/* Faults that read a head as letters of some character set instead of octets. */
#include "harness/embedded/proxy/fault_h1.h"

/* How many bytes at |data| are one letter of UTF-8, overlong ones among them; |*low|: the low byte of its number. */
static size_t letter(const char *data, size_t length, char *low)
{
    const unsigned char *bytes = (const unsigned char *)data;

    *low = data[0];
    if (length < 2 || (bytes[0] & 0xe0) != 0xc0 || (bytes[1] & 0xc0) != 0x80)
        return 1;
    *low = (char)((bytes[0] << 6 | (bytes[1] & 0x3f)) & 0xff);
    return 2;
}

bool cs_fault_octets(const struct cs_proxy_config *config, const char *data, size_t end, struct cs_draft *out)
{
    bool cuts = cs_has(config, CS_FAULT_OCTET_CUT);
    bool clears = cs_has(config, CS_FAULT_OCTET_HIGH_BIT);
    char low;

    if (!cuts && !clears && !cs_has(config, CS_FAULT_OCTET_LINE_END))
        return false;
    for (size_t i = 0; i < end;) {
        size_t used = letter(data + i, end - i, &low);
        char byte = (char)(clears ? data[i] & 0x7f : data[i]);

        if (cuts)
            cs_draft_add(out, &low, 1);
        else if (cs_has(config, CS_FAULT_OCTET_LINE_END) && data[i] == '\x85')
            cs_draft_text(out, "\r\n");
        else
            cs_draft_add(out, &byte, 1);
        i += cuts ? used : 1;
    }
    return true;
}
