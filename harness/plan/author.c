/* Digest credentials are bound to method and target, so they are made when the request line before them is known. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "harness/plan/plan_variables.h"
#include "harness/transport/h1/read.h"

static bool needs_author(const struct cs_plan *plan)
{
    return plan->purse != NULL && strcmp(plan->policy->auth, "digest") == 0;
}

/* What would be sent, from its beginning; the credentials are none yet. */
static size_t preview(struct cs_author *author, const struct cs_step *step, char *out, size_t capacity)
{
    struct cs_environment environment = {.lookup = cs_plan_lookup, .context = author->plan};
    char error[CS_TEMPLATE_ERROR_MAX];
    size_t length = 0;

    for (size_t i = 0; i < step->segment_count && length < capacity; i++) {
        struct cs_bytes bytes;
        size_t got = 1;

        if (!cs_template_expand(step->segments[i], &environment, &bytes, error))
            break;
        for (uint64_t at = 0; got > 0 && length < capacity; at += got) {
            got = cs_bytes_read(&bytes, at, out + length, capacity - length);
            length += got;
        }
        cs_bytes_free(&bytes);
    }
    return length;
}

static void copy(char *out, size_t size, const char *text, size_t length)
{
    length = length < size ? length : size - 1;
    memcpy(out, text, length);
    out[length] = '\0';
}

static void take_line(struct cs_author *author, const char *text, struct cs_span method, struct cs_span target)
{
    copy(author->method, sizeof(author->method), text + method.start, method.length);
    if (strcasecmp(author->method, "CONNECT") == 0) /* whoever takes `connect` for it computes with CONNECT */
        copy(author->method, sizeof(author->method), "CONNECT", strlen("CONNECT"));
    copy(author->uri, sizeof(author->uri), text + target.start, target.length);
}

void cs_author_read(struct cs_author *author, const struct cs_step *step)
{
    char text[4096];
    struct cs_span method, target;
    size_t length;

    if (!needs_author(author->plan) || step->segment_count == 0)
        return;
    if (strcmp(author->actor, step->actor) != 0)
        author->uri[0] = '\0';
    snprintf(author->actor, sizeof(author->actor), "%s", step->actor);
    length = preview(author, step, text, sizeof(text));
    if (cs_h1_request_line(text, length, &method, &target))
        take_line(author, text, method, target);
}

/* One more line that lives as long as the plan. */
static char *make_line(struct cs_author *author)
{
    struct cs_plan *plan = author->plan;
    struct cs_ticket *ticket = author->ticket;
    char **larger = realloc(plan->lines, (plan->line_count + 1) * sizeof(*larger));
    const char *authority;
    size_t length;
    char *line;

    if (larger == NULL)
        return NULL;
    plan->lines = larger;
    if (ticket == NULL)
        ticket = cs_purse_take(plan->purse);
    if (!cs_plan_lookup(plan, "authority", &authority, &length))
        return NULL;
    line = author->uri[0] != '\0' && strpbrk(author->uri, "\"\\") == NULL /* quoted-pairs are read in many ways */
               ? cs_credentials_line(plan->policy, ticket, author->method, author->uri, authority)
               : cs_credentials_line(plan->policy, ticket, "CONNECT", authority, authority);
    if (line != NULL)
        plan->lines[plan->line_count++] = line;
    return line;
}

bool cs_author_lookup(void *context, const char *name, const char **value, size_t *length)
{
    struct cs_author *author = context;

    if (author->count[0] != '\0' && strcmp(name, "count") == 0) {
        *value = author->count;
        *length = strlen(author->count);
        return true;
    }
    if (!needs_author(author->plan) || strcmp(name, "credentials") != 0)
        return cs_plan_lookup(author->plan, name, value, length);
    *value = make_line(author);
    *length = *value == NULL ? 0 : strlen(*value);
    return *value != NULL;
}

bool cs_author_write(struct cs_author *author, const struct cs_step *step, struct cs_ticket *ticket, uint32_t count,
                     struct cs_bytes *out, char error[CS_TEMPLATE_ERROR_MAX])
{
    struct cs_environment environment = {.lookup = cs_author_lookup, .context = author};
    struct cs_plan *plan = author->plan;
    size_t kept = plan->line_count;
    bool good;

    author->ticket = ticket;
    snprintf(author->count, sizeof(author->count), "%08x", (unsigned)count);
    good = cs_template_expand(step->segments[0], &environment, out, error);
    while (plan->line_count > kept)
        free(plan->lines[--plan->line_count]);
    return good;
}
