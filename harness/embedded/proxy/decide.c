#include "harness/embedded/proxy/decide.h"

#include <string.h>

#include "harness/embedded/proxy/auth.h"
#include "harness/embedded/proxy/decide_udp.h"
#include "harness/embedded/proxy/fault_decide.h"
#include "harness/embedded/proxy/fault_udp.h"
#include "harness/embedded/proxy/forward.h"
#include "harness/embedded/proxy/names.h"

/* 405 for a method that others serve, 501 for one that nobody here knows (RFC 9110 section 9.1). */
static enum cs_refusal check_method(const struct cs_asked *asked)
{
    static const char *const known[] = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"};
    const struct cs_span method = asked->message.method.text;

    if (method.length == 7 && memcmp(asked->message.text + method.start, "CONNECT", 7) == 0)
        return CS_REFUSE_NOTHING;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strlen(known[i]) == method.length &&
            memcmp(known[i], asked->message.text + method.start, method.length) == 0)
            return CS_REFUSE_METHOD;
    return CS_REFUSE_UNKNOWN_METHOD;
}

/* Findings that leave method and version what they seem to be. */
static bool line_is_broken(const struct cs_findings *findings)
{
    static const enum cs_code codes[] = {
        CS_CODE_METHOD_EMPTY,    CS_CODE_METHOD_BAD_CHARACTER, CS_CODE_TARGET_EMPTY, CS_CODE_REQUEST_LINE_BLANKS,
        CS_CODE_VERSION_MISSING, CS_CODE_VERSION_MALFORMED,    CS_CODE_VERSION_CASE, CS_CODE_WHITESPACE_IN_TARGET,
    };
    bool broken = false;

    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        broken |= cs_findings_has(findings, codes[i]);
    return broken;
}

static bool is_valid(const struct cs_asked *asked)
{
    const struct cs_findings *findings = &asked->message.findings;
    bool valid = findings->dropped == 0 || !findings->invalid;

    for (size_t i = 0; i < findings->count; i++) {
        enum cs_code code = findings->items[i].code;
        valid &= cs_code_level(code) != CS_MUST || cs_fault_forgives(asked, code);
    }
    return valid;
}

/* CONNECT has no content (RFC 9110 section 9.3.6).  To announce some is to hide bytes from one of two readers. */
static bool announces_content(const struct cs_asked *asked)
{
    const struct cs_framing *framing = &asked->message.framing;

    return (framing->transfer_encoding_count > 0 && !cs_fault_forgives(asked, CS_CODE_TRANSFER_ENCODING_IN_CONNECT)) ||
           (framing->content_length > 0 && !cs_fault_forgives(asked, CS_CODE_CONTENT_LENGTH_IN_CONNECT));
}

static enum cs_refusal check_destination(const struct cs_asked *asked, struct cs_destination *out)
{
    if (cs_fault_reading(asked, out))
        return CS_REFUSE_NOTHING;
    if (asked->message.target.kind == CS_HOST_IPFUTURE) /* no such address mechanism here (RFC 3986 section 3.2.2) */
        return CS_REFUSE_BAD_REQUEST;
    if (!cs_authority_destination(asked->message.text, &asked->message.target, out))
        return CS_REFUSE_BAD_REQUEST;
    return CS_REFUSE_NOTHING;
}

static enum cs_refusal check_message(const struct cs_asked *asked, struct cs_destination *out)
{
    enum cs_refusal refusal = asked->unreadable;

    if (refusal != CS_REFUSE_NOTHING)
        return refusal;
    if (line_is_broken(&asked->message.findings) && !is_valid(asked))
        return CS_REFUSE_BAD_REQUEST;
    if (cs_findings_has(&asked->message.findings, CS_CODE_VERSION_UNSUPPORTED))
        return CS_REFUSE_VERSION;
    refusal = check_method(asked);
    if (refusal != CS_REFUSE_NOTHING)
        return refusal;
    if (!is_valid(asked) || announces_content(asked))
        return CS_REFUSE_BAD_REQUEST;
    refusal = check_destination(asked, out);
    return refusal != CS_REFUSE_NOTHING ? refusal : cs_fault_refusal(asked, out);
}

/* Syntax, then credentials, then policy: who has not shown who he is learns nothing about the policy. */
static void check(const struct cs_asked *asked, struct cs_ruling *ruling)
{
    if (ruling->refusal == CS_REFUSE_NOTHING) {
        ruling->refusal = cs_authenticate(asked);
        ruling->authenticated = asked->config->user != NULL && ruling->refusal == CS_REFUSE_NOTHING;
    }
    if (ruling->refusal == CS_REFUSE_NOTHING && !cs_port_allowed(asked->config, ruling->destination.port))
        ruling->refusal = CS_REFUSE_PORT;
    if (ruling->refusal == CS_REFUSE_NOTHING && cs_name_denied(asked, &ruling->destination))
        ruling->refusal = CS_REFUSE_NAME;
    if (ruling->refusal != CS_REFUSE_NOTHING)
        ruling->kind = CS_RULE_REFUSE;
}

struct cs_ruling cs_decide(const struct cs_asked *asked)
{
    struct cs_ruling ruling = {.kind = CS_RULE_FORWARD};

    if (cs_forward_reads(asked, &ruling.destination)) {
        check(asked, &ruling);
        cs_fault_rule_forward(asked, &ruling);
        return ruling;
    }
    ruling.kind = CS_RULE_DIAL;
    if (cs_udp_asks(asked)) {
        ruling.refusal = cs_udp_read(asked, &ruling.destination);
        check(asked, &ruling);
        cs_fault_rule_udp(asked, &ruling);
        return ruling;
    }
    ruling.refusal = check_message(asked, &ruling.destination);
    check(asked, &ruling);
    cs_fault_rule(asked, &ruling);
    return ruling;
}

struct cs_ruling cs_decide_dialled(const struct cs_asked *asked, const struct cs_dialled *dialled)
{
    struct cs_ruling ruling = {.kind = CS_RULE_OPEN, .destination = dialled->asks->destination};

    ruling.refusal = dialled->outcome;
    if (dialled->outcome != CS_REFUSE_NOTHING)
        ruling.kind = CS_RULE_REFUSE;
    else if (dialled->asks->kind == CS_RULE_FORWARD)
        ruling.kind = CS_RULE_HAND_ON;
    else if (asked->config->parent.length > 0 && !dialled->asks->datagrams)
        ruling.kind = CS_RULE_ASK_PARENT;
    cs_fault_rule_dialled(asked, dialled, &ruling);
    return ruling;
}
