/* `request` and `respond`: a head for every transport, and what it is over HTTP/1.1. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "harness/scenario/case_schema.h"

#define LINE_END "\\r\\n" /* in the language of byte strings */

/* The text over HTTP/1.1, as a byte string is written. */
struct text {
    FILE *out;
    char *bytes;
    size_t length;
};

static bool load_part(struct cs_case_loader *loader, const struct cs_yaml_node *node, struct cs_template **out)
{
    if (node == NULL)
        return true;
    *out = cs_case_load_template(loader, node, NULL);
    return *out != NULL;
}

static const struct cs_yaml_node *part_of(const struct cs_yaml_node *node, const char *key)
{
    return node->kind == CS_YAML_MAPPING ? cs_yaml_get(node, key) : NULL;
}

static const char *text_of(const struct cs_yaml_node *node, const char *otherwise)
{
    return node != NULL ? node->text : otherwise;
}

static bool is_field(const struct cs_yaml_node *node, const char *name)
{
    size_t length = strlen(name);

    return strncasecmp(node->text, name, length) == 0 && node->text[length] == ':';
}

/* Whether the field is for one connection: HTTP/2 has none of them (RFC 9113 section 8.2.2). */
static bool is_of_connection(const struct cs_yaml_node *node)
{
    static const char *const names[] = {"connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (is_field(node, names[i]))
            return true;
    return false;
}

static bool load_field(struct cs_case_loader *loader, struct cs_head *head, const struct cs_yaml_node *node)
{
    struct cs_template **field = &head->fields[head->field_count];

    if (node->kind == CS_YAML_SCALAR && strcmp(node->text, "!credentials") == 0) {
        head->credentials = false;
        return true;
    }
    if (node->kind == CS_YAML_SCALAR && strcmp(node->text, "!host") == 0) {
        head->host = false;
        return true;
    }
    *field = cs_case_load_template(loader, node, NULL);
    if (*field == NULL)
        return false;
    if (is_field(node, "host"))
        head->host = false;
    head->hop = head->hop || is_of_connection(node);
    if (strcmp(node->text, "${credentials}") != 0) {
        head->field_count++;
        return true;
    }
    cs_template_free(*field); /* here they stand; the transport asks for them */
    *field = NULL;
    head->field_count++;
    head->credentials = false;
    return true;
}

static bool load_fields(struct cs_case_loader *loader, struct cs_head *head, const struct cs_yaml_node *node)
{
    bool good = node == NULL || (node->kind == CS_YAML_SEQUENCE && node->count > 0);

    if (!good)
        cs_yaml_error(node, loader->diagnostics, "`fields` is a list of `Name: value`, `!host` and `!credentials`");
    if (node == NULL || !good)
        return good;
    head->fields = calloc(node->count, sizeof(*head->fields));
    for (size_t i = 0; head->fields != NULL && i < node->count; i++)
        if (!load_field(loader, head, node->members[i]))
            return false;
    return head->fields != NULL;
}

/* The bit of a member that says how the section goes out; 0: it is none. */
static unsigned dress_of(const char *word)
{
    static const struct {
        const char *word;
        unsigned bit;
    } rows[] = {{"!end", CS_DRESS_END},           {"!split", CS_DRESS_SPLIT}, {"!padded", CS_DRESS_PADDED},
                {"!priority", CS_DRESS_PRIORITY}, {"!skip", CS_DRESS_SKIP},   {"!skipped", CS_DRESS_SKIPPED},
                {"!reset", CS_DRESS_RESET}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (strcmp(word, rows[i].word) == 0)
            return rows[i].bit;
    return 0;
}

/* One member of a field section: `name: value`, "!credentials", or how it goes out. */
static bool load_section_field(struct cs_case_loader *loader, struct cs_step *step, const struct cs_yaml_node *node)
{
    bool text = node->kind == CS_YAML_SCALAR;

    if (text && dress_of(node->text) != 0) {
        step->head->dress |= dress_of(node->text);
        return true;
    }
    if (text && strcmp(node->text, "!credentials") == 0) {
        step->head->credentials = false;
        return true;
    }
    if (text && strstr(node->text, ": ") == NULL && strstr(node->text, "${") == NULL) {
        cs_yaml_error(node, loader->diagnostics, "a field of a section is `name: value`");
        return false;
    }
    step->segments[step->segment_count] = cs_case_load_template(loader, node, NULL);
    return step->segments[step->segment_count++] != NULL;
}

/* A list: a field section as it stands. */
static bool load_section(struct cs_case_loader *loader, struct cs_step *step, const struct cs_yaml_node *node)
{
    char error[CS_TEMPLATE_ERROR_MAX];
    size_t offset = 0;

    free(step->segments);
    step->segments = calloc(node->count + 1, sizeof(*step->segments));
    step->head->section = true;
    step->head->host = false;
    for (size_t i = 0; step->segments != NULL && i < node->count; i++)
        if (!load_section_field(loader, step, node->members[i]))
            return false;
    if (step->segments == NULL || !step->head->credentials)
        return step->segments != NULL;
    step->segments[step->segment_count] = cs_template_parse("${credentials}", 14, error, &offset);
    return step->segments[step->segment_count++] != NULL;
}

/* Whether a path is asked for, with one Host field. */
static bool has_own_host(const struct cs_yaml_node *node)
{
    const struct cs_yaml_node *target = part_of(node, "target"), *method = part_of(node, "method");
    const struct cs_yaml_node *fields = part_of(node, "fields");
    size_t hosts = 0;

    for (size_t i = 0; fields != NULL && i < fields->count; i++)
        hosts += is_field(fields->members[i], "host");
    return hosts == 1 && method != NULL && strcmp(method->text, "CONNECT") != 0 && target != NULL &&
           target->text[0] == '/';
}

static void write_fields(FILE *out, const struct cs_head *head, const struct cs_yaml_node *node, const char *host)
{
    const struct cs_yaml_node *fields = part_of(node, "fields");

    if (head->host)
        fprintf(out, "Host: %s" LINE_END, host);
    if (head->credentials)
        fputs("${credentials}", out);
    for (size_t i = 0; fields != NULL && i < fields->count; i++) {
        const char *text = fields->members[i]->text;

        if (text[0] != '!')
            fprintf(out, "%s%s", text, strcmp(text, "${credentials}") == 0 ? "" : LINE_END);
    }
    fprintf(out, LINE_END "%s", text_of(part_of(node, "content"), ""));
}

/* What other transports ask for with :protocol is an upgrade of the proxy's own resource here. */
static void write_request(FILE *out, const struct cs_head *head, const struct cs_yaml_node *node)
{
    const char *target = node->kind == CS_YAML_SCALAR ? node->text : text_of(part_of(node, "target"), "");
    const char *protocol = text_of(part_of(node, "protocol"), NULL);

    fprintf(out, "%s %s HTTP/%s" LINE_END, text_of(part_of(node, "method"), protocol == NULL ? "CONNECT" : "GET"),
            target, text_of(part_of(node, "version"), "1.1"));
    if (protocol != NULL && !head->hop)
        fprintf(out, "Connection: Upgrade" LINE_END "Upgrade: %s" LINE_END, protocol);
    write_fields(out, head, node, protocol == NULL ? target : "${proxy}");
}

/* What servers usually say; nothing where it is not known. */
static const char *usual_reason(const char *status)
{
    static const struct {
        const char *status;
        const char *reason;
    } rows[] = {
        {"200", "OK"},           {"204", "No Content"},
        {"302", "Found"},        {"400", "Bad Request"},
        {"401", "Unauthorized"}, {"403", "Forbidden"},
        {"404", "Not Found"},    {"407", "Proxy Authentication Required"},
        {"502", "Bad Gateway"},  {"503", "Service Unavailable"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (strcmp(rows[i].status, status) == 0)
            return rows[i].reason;
    return "";
}

static void write_response(FILE *out, const struct cs_head *head, const struct cs_yaml_node *node)
{
    const char *status = node->kind == CS_YAML_SCALAR ? node->text : text_of(part_of(node, "status"), "");

    fprintf(out, "HTTP/%s %s %s" LINE_END, text_of(part_of(node, "version"), "1.1"), status,
            text_of(part_of(node, "reason"), usual_reason(status)));
    write_fields(out, head, node, "");
}

static bool load_parts(struct cs_case_loader *loader, struct cs_head *head, const struct cs_yaml_node *node,
                       bool request)
{
    static const char *const request_keys[] = {"method", "target", "protocol", "version", "fields", "content", NULL};
    static const char *const respond_keys[] = {"status", "reason", "version", "fields", "content", NULL};
    const char *needed = request ? "target" : "status";

    if (node->kind == CS_YAML_SCALAR)
        return load_part(loader, node, request ? &head->target : &head->status);
    if (!cs_yaml_check_keys(node, request ? request_keys : respond_keys, loader->diagnostics))
        return false;
    if (cs_yaml_get(node, needed) == NULL) {
        cs_yaml_error(node, loader->diagnostics, "`%s` needs `%s`", request ? "request" : "respond", needed);
        return false;
    }
    return load_part(loader, cs_yaml_get(node, "method"), &head->method) &&
           load_part(loader, cs_yaml_get(node, "target"), &head->target) &&
           load_part(loader, cs_yaml_get(node, "protocol"), &head->protocol) &&
           load_part(loader, cs_yaml_get(node, "version"), &head->version) &&
           load_part(loader, cs_yaml_get(node, "status"), &head->status) &&
           load_part(loader, cs_yaml_get(node, "reason"), &head->reason) &&
           load_part(loader, cs_yaml_get(node, "content"), &head->content) &&
           load_fields(loader, head, cs_yaml_get(node, "fields"));
}

/* Every part was right by itself, so the whole is. */
static struct cs_template *compose(const struct cs_head *head, const struct cs_yaml_node *node, bool request)
{
    char error[CS_TEMPLATE_ERROR_MAX];
    size_t offset = 0;
    struct text text = {NULL, NULL, 0};
    struct cs_template *item = NULL;

    text.out = open_memstream(&text.bytes, &text.length);
    if (text.out == NULL)
        return NULL;
    if (request)
        write_request(text.out, head, node);
    else
        write_response(text.out, head, node);
    if (fclose(text.out) == 0)
        item = cs_template_parse(text.bytes, text.length, error, &offset);
    free(text.bytes);
    return item;
}

bool cs_case_load_head(struct cs_case_loader *loader, struct cs_step *step, const struct cs_yaml_node *node)
{
    bool request = step->verb == CS_VERB_REQUEST;

    step->head = calloc(1, sizeof(*step->head));
    step->segments = calloc(1, sizeof(*step->segments));
    if (step->head == NULL || step->segments == NULL) {
        cs_yaml_error(node, loader->diagnostics, "out of memory");
        return false;
    }
    step->head->credentials = step->head->host = request;
    if (request && node->kind == CS_YAML_SEQUENCE)
        return load_section(loader, step, node);
    if (!load_parts(loader, step->head, node, request))
        return false;
    step->head->own_host = request && has_own_host(node);
    step->segments[0] = compose(step->head, node, request);
    if (step->segments[0] == NULL) {
        cs_yaml_error(node, loader->diagnostics, "the parts of this head do not make a whole");
        return false;
    }
    step->segment_count = 1;
    return true;
}

void cs_head_free(struct cs_head *head)
{
    if (head == NULL)
        return;
    cs_template_free(head->method);
    cs_template_free(head->target);
    cs_template_free(head->protocol);
    cs_template_free(head->version);
    cs_template_free(head->status);
    cs_template_free(head->reason);
    cs_template_free(head->content);
    for (size_t i = 0; i < head->field_count; i++)
        cs_template_free(head->fields[i]);
    free(head->fields);
    free(head);
}
