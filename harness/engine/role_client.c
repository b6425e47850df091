/* The target is a client: we start it for each case, and are the proxy that it is told to use and the origin behind. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/engine/drive.h"
#include "harness/engine/shake.h"
#include "harness/transport/h1/write.h"
#include "harness/transport/transport.h"

#define TARGET   "origin.test" /* no name server knows it: nobody gets there but through a tunnel */
#define PATH     "/page"
#define TEXT_MAX 70000

static void need(struct cs_links *links, const char *name, const char *host, uint16_t port)
{
    int error = cs_links_listen(links, name, name, host, port);

    if (error != 0)
        cs_links_trouble(links, "cannot listen on %s port %u: %s", host, (unsigned)port, strerror(error));
}

/* What the case says of our certificate; NULL: nothing. */
static const struct cs_planned_step *said_of_tls(const struct cs_plan *plan)
{
    for (size_t i = 0; i < plan->step_count; i++)
        if (plan->steps[i].step->verb == CS_VERB_CONNECT)
            return &plan->steps[i];
    return NULL;
}

/* The certificate is for the address that the client is told, or for the origin's names, which are not the proxy's. */
static struct cs_tls_context *make_tls(const struct cs_drive *drive)
{
    const struct cs_planned_step *said = said_of_tls(drive->plan);
    char kind[32] = "";
    bool swapped;

    if (said != NULL)
        cs_shake_word(said, CS_TLS_CERTIFICATE, kind, sizeof(kind));
    swapped = strcmp(kind, "for-origin") == 0;
    return cs_keys_server_for(drive->setting->keys, swapped ? "" : kind,
                              swapped ? CS_KEYS_NAMES : drive->links.addresses.closed,
                              cs_transport_alpn(drive->links.transport));
}

static void open_proxy(struct cs_drive *drive)
{
    struct cs_links *links = &drive->links;
    bool tls = drive->setting->policy->proxy_tls;

    need(links, "proxy", links->addresses.closed, drive->setting->policy->origin_port);
    if (!tls && said_of_tls(drive->plan) != NULL)
        cs_links_trouble(links, "a step asks for TLS that there is not");
    if (cs_links_is_over(links))
        return;
    links->posts[links->post_count - 1].transport = links->transport;
    if (!tls)
        return;
    drive->seated.tls = make_tls(drive);
    links->posts[links->post_count - 1].tls = drive->seated.tls;
    if (drive->seated.tls == NULL)
        cs_links_trouble(links, "no certificate of the kind that the case names");
}

/* The proxy; and an origin that a client finds that goes there by itself, or where the proxy points. */
static void open_listeners(struct cs_drive *drive)
{
    struct cs_links *links = &drive->links;
    uint16_t port = drive->setting->policy->origin_port;

    open_proxy(drive);
    need(links, "origin", links->addresses.host, port);
    drive->host = (struct cs_host){.links = links, .plan = drive->plan, .keys = drive->setting->keys};
    cs_host_begin(&drive->host);
}

/* ---- what the program is told ---- */

/* A target that a case writes as HOST:PORT/PATH, each part but the host may be missing. */
struct goal {
    char host[1024];
    char port[8];
    char userinfo[256]; /* with its "@" */
    const char *path;
};

static bool is_port(const char *text, size_t length)
{
    return length < 6 && strspn(text, "0123456789") >= length;
}

static bool read_goal(const char *text, const struct cs_policy *policy, struct goal *goal)
{
    size_t length = strcspn(text, "/?#");
    const char *at = memrchr(text, '@', length);
    const char *start = at == NULL ? text : at + 1;
    const char *colon = memrchr(start, ':', length - (size_t)(start - text));
    size_t host = length - (size_t)(start - text);

    snprintf(goal->userinfo, sizeof(goal->userinfo), "%.*s", (int)(start - text), text);
    snprintf(goal->port, sizeof(goal->port), "%s",
             policy->inner[0] == '\0' || strcmp(policy->inner, "tls") == 0 ? "443" : "80");
    if (colon != NULL && is_port(colon + 1, (size_t)(text + length - colon - 1))) {
        if (colon + 1 < text + length) /* an empty one is the default, RFC 3986 section 3.2.3 */
            snprintf(goal->port, sizeof(goal->port), "%.*s", (int)(text + length - colon - 1), colon + 1);
        host = (size_t)(colon - start);
    }
    if (host > 1 && start[0] == '[' && start[host - 1] == ']') {
        start++;
        host -= 2;
    }
    goal->path = text + length;
    if (host >= sizeof(goal->host))
        return false;
    memcpy(goal->host, start, host);
    goal->host[host] = '\0';
    return true;
}

struct telling {
    size_t count;
    struct cs_variable *variables;
    bool good;
};

static void tell(struct telling *telling, const char *name, const char *value)
{
    telling->good = telling->good && cs_variables_add(&telling->variables, &telling->count, name, value, strlen(value));
}

/* Percent-encodes all but what RFC 3986 section 2.3 calls unreserved. */
static void put_encoded(FILE *out, const char *text)
{
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    for (; *text != '\0'; text++)
        fprintf(out, strchr(unreserved, *text) != NULL ? "%c" : "%%%02X", (unsigned char)*text);
}

static void tell_proxy(struct telling *telling, const struct cs_drive *drive)
{
    const struct cs_policy *policy = drive->setting->policy;
    const char *host = drive->links.addresses.closed;
    char *url = NULL;
    size_t size;
    char port[8];
    FILE *out = open_memstream(&url, &size);

    snprintf(port, sizeof(port), "%u", (unsigned)policy->origin_port);
    tell(telling, "proxy-host", host);
    tell(telling, "proxy-port", port);
    telling->good = telling->good && out != NULL;
    if (out == NULL)
        return;
    fputs(policy->proxy_tls ? "https://" : "http://", out);
    if (policy->user[0] != '\0') {
        put_encoded(out, policy->user);
        fputc(':', out);
        put_encoded(out, policy->password);
        fputc('@', out);
    }
    fprintf(out, "%s:%s", host, port);
    fclose(out);
    tell(telling, "proxy-url", url == NULL ? "" : url);
    free(url);
}

static void tell_target(struct telling *telling, const struct cs_drive *drive, const char *text)
{
    const struct cs_policy *policy = drive->setting->policy;
    bool tls = policy->inner[0] == '\0' || strcmp(policy->inner, "tls") == 0;
    struct goal goal;
    char bracketed[sizeof(goal.host) + 2];
    char *url = NULL;
    char *request;

    telling->good = telling->good && read_goal(text, policy, &goal);
    if (!telling->good)
        return;
    snprintf(bracketed, sizeof(bracketed), strchr(goal.host, ':') != NULL ? "[%s]" : "%s", goal.host);
    tell(telling, "host", goal.host);
    tell(telling, "url-host", bracketed);
    tell(telling, "userinfo", goal.userinfo);
    tell(telling, "target-port", goal.port);
    tell(telling, "path", goal.path[0] == '\0' ? "/" : goal.path);
    request = cs_h1_get(goal.path[0] == '\0' ? "/" : goal.path, bracketed, 0);
    tell(telling, "page-request", request == NULL ? "" : request);
    telling->good = telling->good && request != NULL;
    free(request);
    if (asprintf(&url, "%s://%s", tls ? "https" : "http", text) < 0)
        url = NULL;
    tell(telling, "url", url == NULL ? "" : url);
    free(url);
}

/* Where the step sends it; without an operand to the usual page. */
static char *goal_of(const struct cs_drive *drive, const struct cs_planned_step *planned)
{
    char *text = NULL;
    size_t length;

    if (planned->segment_count > 0)
        return cs_bytes_flatten(&planned->segments[0], TEXT_MAX, &length);
    return asprintf(&text, TARGET ":%u" PATH, (unsigned)drive->setting->policy->origin_port) < 0 ? NULL : text;
}

/* ---- what the program does ---- */

static void on_output(void *context, bool errors, const char *bytes, size_t length)
{
    struct cs_drive *drive = context;
    const struct cs_variable *marker = cs_transcript_variable(drive->transcript, "marker");
    const struct cs_stream *output = &drive->seated.output->channel->received;

    cs_connection_note(errors ? drive->seated.errors : drive->seated.output, true, bytes, length);
    if (!errors && output->kept_length > 0 &&
        memmem(output->kept, output->kept_length, marker->value, marker->length) != NULL)
        cs_program_finish_input(drive->seated.program); /* it has what it asked for: some wait for that */
}

static void on_exited(void *context, int status)
{
    struct cs_drive *drive = context;

    cs_links_sweep(&drive->links);
    drive->seated.exited = true;
    cs_links_record(&drive->links, CS_EVENT_EXITED, drive->seated.output->number, (uint64_t)status);
}

static void on_failed(void *context, const char *message)
{
    cs_links_trouble(&((struct cs_drive *)context)->links, "%s", message);
}

static void on_turned(void *context)
{
    struct cs_links *links = &((struct cs_drive *)context)->links;

    links->woken(links->context);
}

static const struct cs_program_events program_events = {
    .output = on_output, .exited = on_exited, .failed = on_failed, .turned = on_turned};

static void start(struct cs_drive *drive, const struct cs_planned_step *planned)
{
    struct cs_program_kind kind = *drive->setting->programs;
    struct cs_links *links = &drive->links;
    struct telling telling = {.good = true};
    char *text = goal_of(drive, planned);
    char *error = NULL;

    kind.authority = cs_keys_authority(drive->setting->keys);
    drive->seated.output = cs_connection_add(links, "program", CS_SEAT_PROGRAM, "", NULL);
    drive->seated.errors = cs_connection_add(links, "errors", CS_SEAT_PROGRAM, "", drive->seated.output);
    telling.good = text != NULL && drive->seated.errors != NULL;
    tell_proxy(&telling, drive);
    tell_target(&telling, drive, text == NULL ? "" : text);
    tell(&telling, "marker", cs_transcript_variable(drive->transcript, "marker")->value);
    if (telling.good && !cs_links_is_over(links)) {
        cs_links_record(links, CS_EVENT_STARTED, drive->seated.output->number, 0);
        drive->seated.program = cs_program_start(drive->setting->loop, &kind, drive->setting->policy, telling.variables,
                                                 telling.count, &program_events, drive, &error);
    }
    if (drive->seated.program == NULL)
        cs_links_trouble(links, "%s", error == NULL ? "the client could not be started" : error);
    cs_variables_free(telling.variables, telling.count);
    free(error);
    free(text);
}

/* ---- the role ---- */

static enum cs_progress program(struct cs_drive *drive, const struct cs_planned_step *planned, bool begins)
{
    if (planned->step->verb == CS_VERB_RUN) {
        if (begins)
            start(drive, planned);
        return CS_PROGRESS_DONE;
    }
    cs_host_look(&drive->host);
    return drive->seated.exited ? CS_PROGRESS_DONE : CS_PROGRESS_WAITS;
}

/* A client has done its work when it has ended; what it has left in the sockets was taken in then. */
static enum cs_progress settle(struct cs_drive *drive)
{
    cs_host_look(&drive->host);
    if (!drive->seated.exited)
        return CS_PROGRESS_WAITS;
    cs_host_name_rest(&drive->host);
    return CS_PROGRESS_DONE;
}

/* Its time is up: what expires is its run. */
static void abandon(struct cs_drive *drive)
{
    cs_host_name_rest(&drive->host);
    for (size_t i = 0; i < drive->plan->step_count; i++)
        if (drive->plan->steps[i].step->verb == CS_VERB_RUN)
            drive->script.step = i;
    drive->script.unreachable = false;
}

static void close_program(struct cs_drive *drive)
{
    cs_program_stop(drive->seated.program);
    drive->seated.program = NULL;
}

const struct cs_role cs_role_client = {.name = "client",
                                       .open = open_listeners,
                                       .settle = settle,
                                       .abandon = abandon,
                                       .program = program,
                                       .close = close_program};
