#include "reports/link.h"

#include <stdio.h>
#include <string.h>

#define DIGITS       "0123456789"
#define NUMBER_MAX   9
#define SECTION_MAX  24
#define DRAFT_MAX    100
#define SECTION_MARK " \xc2\xa7"
#define FETCH        "WHATWG Fetch"

static bool link_rfc(const char *text, char link[CS_LINK_MAX])
{
    size_t number = strspn(text, DIGITS);
    const char *mark = text + number;
    size_t section = 0;

    if (number == 0 || number > NUMBER_MAX)
        return false;
    if (strncmp(mark, SECTION_MARK, strlen(SECTION_MARK)) == 0) {
        mark += strlen(SECTION_MARK);
        section = strspn(mark, DIGITS ".");
    }
    (void)snprintf(link, CS_LINK_MAX, "https://www.rfc-editor.org/rfc/rfc%.*s.html%s%.*s", (int)number, text,
                   section == 0 || section > SECTION_MAX ? "" : "#section-", section > SECTION_MAX ? 0 : (int)section,
                   mark);
    return true;
}

static bool link_draft(const char *text, char link[CS_LINK_MAX])
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz-" DIGITS);

    if (length > DRAFT_MAX)
        return false;
    (void)snprintf(link, CS_LINK_MAX, "https://datatracker.ietf.org/doc/html/%.*s", (int)length, text);
    return true;
}

static bool link_note(const char *text, char link[CS_LINK_MAX])
{
    size_t number = strspn(text, DIGITS);

    if (number == 0 || number > NUMBER_MAX)
        return false;
    (void)snprintf(link, CS_LINK_MAX, "https://www.kb.cert.org/vuls/id/%.*s", (int)number, text);
    return true;
}

bool cs_link(const char *source, char link[CS_LINK_MAX])
{
    link[0] = '\0';
    if (strncmp(source, "RFC ", 4) == 0)
        return link_rfc(source + 4, link);
    if (strncmp(source, "draft-", 6) == 0)
        return link_draft(source, link);
    if (strncmp(source, "VU#", 3) == 0)
        return link_note(source + 3, link);
    if (strncmp(source, FETCH, strlen(FETCH)) != 0)
        return false;
    (void)snprintf(link, CS_LINK_MAX, "https://fetch.spec.whatwg.org/");
    return true;
}
