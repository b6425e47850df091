/* What a proxy's answer tells a client, or a proxy before it: the bytes are those that our proxy says to a CONNECT. */
#include <string.h>

#include "fuzz/live/meaning.h"
#include "reference/response.h"

/* A final answer.  Credentials may be tried where they are asked for, and other 2xx than 200 are too rare to be sure
 * of. */
static enum cs_meaning_kind kind_of(const struct cs_response *response, size_t behind)
{
    if (response->findings.count > 0)
        return CS_MEANS_UNDECIDED;
    if (response->status == 200)
        return behind == 0 ? CS_MEANS_GRANT : CS_MEANS_UNDECIDED;
    if (response->status >= 300 && response->status != 401 && response->status != 407)
        return CS_MEANS_REJECTION;
    return CS_MEANS_UNDECIDED;
}

/* No reader of CRLF finds a status line there; an empty line in front may be passed over. */
static bool has_no_status(const struct cs_response *response, const char *bytes)
{
    return response->answer == CS_MALFORMED && response->status == 0 && bytes[0] != '\r' && bytes[0] != '\n';
}

struct cs_meaning cs_meaning_for_client(const char *bytes, size_t length, const struct cs_policy *policy)
{
    struct cs_meaning meaning = {.kind = CS_MEANS_NOTHING, .requirement = "CN-CLI-015"};
    struct cs_response response;
    size_t at = 0;

    (void)policy;
    for (;;) {
        cs_response_init(&response, NULL);
        if (cs_response_parse(&response, bytes + at, length - at) == CS_NEED_MORE) {
            if (response.findings.count > 0 || memmem(bytes + at, length - at, "\r\r", 2) != NULL)
                meaning = (struct cs_meaning){.kind = CS_MEANS_UNDECIDED, .requirement = "CN-CLI-028"};
            return meaning;
        }
        meaning.head_length = at + response.head_length;
        if (response.status < 100 || response.status > 199 || response.status == 101 || response.findings.count > 0)
            break;
        meaning.interim = true;
        at += response.head_length;
    }
    meaning.code = response.findings.count > 0 ? response.findings.items[0].code : CS_CODE_NONE;
    meaning.kind = kind_of(&response, length - meaning.head_length);
    if (at == 0 && has_no_status(&response, bytes))
        meaning.kind = CS_MEANS_NO_STATUS;
    meaning.may_wait = meaning.kind == CS_MEANS_NO_STATUS;
    meaning.requirement = meaning.kind == CS_MEANS_GRANT       ? "CN-CLI-019"
                          : meaning.kind == CS_MEANS_REJECTION ? "CN-CLI-007"
                          : meaning.kind == CS_MEANS_NO_STATUS ? "CN-CLI-020"
                                                               : "CN-CLI-028";
    return meaning;
}

/* Each 2xx without a flaw opens the tunnel, whatever stands behind it (RFC 9110 section 9.3.6); credentials that a parent
 * asks for are a refusal, too. */
struct cs_meaning cs_meaning_for_parent(const char *bytes, size_t length, const struct cs_policy *policy)
{
    struct cs_meaning meaning = cs_meaning_for_client(bytes, length, policy);
    struct cs_response response;

    cs_response_init(&response, NULL);
    if (meaning.kind == CS_MEANS_UNDECIDED && meaning.code == CS_CODE_NONE && !meaning.interim &&
        cs_response_parse(&response, bytes, length) == CS_COMPLETE && response.findings.count == 0 &&
        response.status >= 200)
        meaning.kind = response.status < 300 ? CS_MEANS_GRANT : CS_MEANS_REJECTION;
    meaning.may_wait = false;
    meaning.requirement = meaning.kind == CS_MEANS_REJECTION   ? "CN-RESP-012"
                          : meaning.kind == CS_MEANS_NOTHING   ? "CN-ERR-007"
                          : meaning.kind == CS_MEANS_NO_STATUS ? "CN-ERR-008"
                                                               : "CN-RESP-011";
    return meaning;
}
