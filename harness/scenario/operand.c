/* The forms of the conditions' operands. */
#include <string.h>

#include "harness/scenario/case_schema.h"
#include "reference/code.h"

static const char *const body_words[] = {"complete", "empty", "present", "surplus", "none", NULL};
static const char *const closing_words[] = {"announced", "silent", NULL};
static const char *const sending_words[] = {"whole", "stalled", NULL};
static const char *const outcome_words[] = {"succeeded", "failed", "quiet", "crashed", "hung", NULL};
static const char *const behind_words[] = {"nothing", "request", "inner", NULL};
static const char *const tunnel_words[] = {"open", "none", NULL};
static const char *const end_words[] = {"fin", "reset", "closed", "open", NULL};

static bool is_token(const char *text)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~";

    return text[0] != '\0' && strspn(text, allowed) == strlen(text);
}

static bool is_version(const char *text)
{
    return strlen(text) == 3 && text[0] >= '0' && text[0] <= '9' && text[1] == '.' && text[2] >= '0' && text[2] <= '9';
}

static const char *name_problem(enum cs_condition_id id, const char *text)
{
    if (id == CS_COND_BODY)
        return cs_word_index(text, body_words) >= 0 ? NULL : "`body` is complete, empty, present, surplus or none";
    if (id == CS_COND_CLOSES)
        return cs_word_index(text, closing_words) >= 0 ? NULL : "`closing` is announced or silent";
    if (id == CS_COND_CLIENT_SENDING || id == CS_COND_ORIGIN_SENDING)
        return cs_word_index(text, sending_words) >= 0 ? NULL : "`sending` is whole or stalled";
    if (id == CS_COND_OPENED)
        return cs_word_index(text, tunnel_words) >= 0 ? NULL : "`tunnel` is open or none";
    if (id == CS_COND_OUTCOME)
        return cs_word_index(text, outcome_words) >= 0 ? NULL
                                                       : "`outcome` is succeeded, failed, quiet, crashed or hung";
    if (id == CS_COND_DIGEST)
        return strcmp(text, "right") == 0 ? NULL : "`digest` is right";
    if (id == CS_COND_ORIGIN_WINDOW)
        return strcmp(text, "kept") == 0 ? NULL : "`window` is kept";
    if (id == CS_COND_BEHIND)
        return cs_word_index(text, behind_words) >= 0 ? NULL : "`behind` is nothing, request or inner";
    if (id == CS_COND_VERSION || id == CS_COND_ORIGIN_VERSION)
        return is_version(text) ? NULL : "a version is written like 1.1";
    if (id == CS_COND_LACKS_FINDING || id == CS_COND_ORIGIN_LACKS_FINDING)
        return strcmp(text, "any") == 0 || cs_code_by_name(text) != CS_CODE_NONE
                   ? NULL
                   : "the reference parser has no finding of this name";
    return is_token(text) ? NULL : "a name of letters, digits and - is needed here";
}

const char *cs_operand_problem(const struct cs_condition_kind *kind, const char *text, size_t length)
{
    if (strlen(text) != length)
        return "a NUL in a word";
    switch (kind->operand) {
    case CS_OPERAND_STATUS:
    case CS_OPERAND_STATUS_OR_NOTHING:
        return cs_status_pattern_valid(text) ? NULL : "a status is written 400, 4xx, non-2xx or none";
    case CS_OPERAND_COUNT:
        return length > 0 && length < 7 && strspn(text, "0123456789") == length ? NULL : "a number is needed here";
    case CS_OPERAND_END:
        return cs_word_index(text, end_words) >= 0 ? NULL : "`end` is fin, reset, closed (either) or open";
    case CS_OPERAND_NAMES:
        return name_problem(kind->id, text);
    case CS_OPERAND_BYTES:
        break;
    }
    return NULL;
}
