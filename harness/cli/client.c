/* `connectspec client`: the embedded client.  One page through one proxy, on plain blocking sockets, each wait with an
 * end. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "harness/cli/arguments.h"
#include "harness/cli/client_wire.h"
#include "harness/cli/command.h"
#include "harness/cli/serve.h"
#include "harness/embedded/client/client.h"

#define ATTEMPTS_MAX   20 /* of a client that asks again and again */
#define PAGE_BYTES_MAX (16u << 20)

static const char usage[] =
    "usage: connectspec client --proxy HOST:PORT [OPTION...] HOST:PORT\n"
    "Runs the embedded client: asks the proxy for a tunnel to HOST:PORT and, in it, for a page "
    "in HTTP, which it prints.\n"
    "  Exit status 0: the page came; 1: it did not.\n"
    "\n"
    "  --proxy HOST:PORT     the proxy\n"
    "  --path PATH           of the page (default /)\n"
    "  --auth USER:PASSWORD  credentials for the proxy, sent once it asks for them\n"
    "  --scheme SCHEME       basic (default), or digest: that too, and sooner\n"
    "  --tls FILE            speaks TLS in the tunnel, and trusts the authorities of FILE (PEM)\n"
    "  --proxy-tls FILE      speaks TLS to the proxy, likewise\n"
    "  --h2                  speaks HTTP/2 to the proxy: with --proxy-tls by ALPN, else by prior knowledge\n"
    "  --fault NAME          makes one mistake on purpose\n"
    "  --list-faults         lists the mistakes\n"
    "  --help                shows this text\n";

struct client {
    struct cs_client_config config;
    struct cs_destination proxy;
    char *user;     /* owned: a copy that was split at its first colon */
    char *userinfo; /* owned */
    bool h2;        /* speaks HTTP/2 to the proxy */
    struct cs_client_wire wire;
    const char *authorities;       /* file with those to trust in the tunnel; NULL: plain */
    const char *proxy_authorities; /* file with those to trust of an https proxy; NULL: plain */
    bool dialled;                  /* there has been a connection to the proxy */
    struct cs_buffer in;
    bool finished, cut; /* nothing more comes; and not because all was said */
};

/* Sends and frees what was composed. */
static bool send_draft(struct client *client, struct cs_draft *draft)
{
    size_t done = 0;
    ssize_t count = 1;

    while (!draft->broken && done < draft->bytes.length && count > 0) {
        count = cs_client_wire_send(&client->wire, draft->bytes.data + done, draft->bytes.length - done);
        done += count > 0 ? (size_t)count : 0;
    }
    cs_draft_free(draft);
    return count > 0;
}

/* False when nothing more comes, in order or not. */
static bool receive(struct client *client)
{
    char block[16384];
    ssize_t count = cs_client_wire_receive(&client->wire, block, sizeof(block));

    if (count < 0 && errno == ECONNRESET && client->config.fault == CS_FAULT_CLIENT_RESET_KILLS)
        abort();
    client->finished = count <= 0;
    client->cut = count < 0;
    return count > 0 && client->in.length < PAGE_BYTES_MAX && cs_buffer_add(&client->in, block, (size_t)count);
}

static bool has(const struct client *client, enum cs_fault fault)
{
    return client->config.fault == fault;
}

static bool ask_page(struct client *client, const struct cs_buffer *answer)
{
    struct cs_draft inner = {0};

    cs_client_inner(&client->config, answer, &inner);
    return send_draft(client, &inner);
}

/* Prints the page whose answer begins in |in|, and says whether it came whole. */
static bool read_page(struct client *client)
{
    struct cs_client_page page;

    while (!cs_client_read_page(&client->in, &page))
        if (!receive(client))
            return false;
    if (page.start == 0)
        return false;
    while (client->in.length - page.start < page.length && receive(client))
        continue;
    fwrite(client->in.data + page.start, 1, client->in.length - page.start, stdout);
    return page.status == 200 &&
           (page.length == UINT64_MAX ? !client->cut : client->in.length - page.start >= page.length);
}

/* Faults: the page without a tunnel: from the origin, from where the proxy points, or from the proxy itself. */
static bool read_elsewhere(struct client *client, bool moved)
{
    struct cs_reading found[CS_READING_COUNT];
    const char *place =
        moved && client->in.length > 0 ? memmem(client->in.data, client->in.length, "http://", 7) : NULL;
    size_t left = place == NULL ? 0 : client->in.length - (size_t)(place - client->in.data);
    const char *end = place == NULL ? NULL : memchr(place, '\r', left);
    struct cs_destination destination = {.length = 0};
    bool plain = has(client, CS_FAULT_CLIENT_PLAIN_INSTEAD);
    size_t count = end == NULL ? 0 : cs_target_readings(place, (size_t)(end - place), found, CS_READING_COUNT);

    for (size_t i = 0; i < count; i++)
        if (found[i].kind == CS_READING_ABSOLUTE_FORM)
            destination = found[i].destination;
    if (plain)
        destination = client->proxy;
    else if (!moved && !cs_serve_destination("client", client->config.target, &destination))
        return false;
    cs_client_wire_hang_up(&client->wire);
    cs_buffer_free(&client->in);
    return destination.length > 0 && cs_client_wire_dial(&client->wire, &destination) &&
           ask_page(client, &client->in) && read_page(client);
}

static void show_content(struct client *client, const struct cs_client_reading *last)
{
    size_t start = cs_client_content(&client->in);

    while (client->in.length - start < last->content && receive(client))
        continue;
    if (start < client->in.length)
        fwrite(client->in.data + start, 1, client->in.length - start, stdout);
}

/* Forgets what came, but for faults, which take what stands in or behind a refusal for the next answer. */
static void forget(struct client *client, const struct cs_client_reading *last)
{
    bool kept = has(client, CS_FAULT_CLIENT_CONTENT_KEPT);
    size_t behind = last->used + (kept ? 0 : (size_t)last->content);

    if ((kept || has(client, CS_FAULT_CLIENT_SURPLUS)) && last->used > 0 && behind <= client->in.length)
        cs_buffer_take(&client->in, behind);
    else
        cs_buffer_free(&client->in);
}

static char *name_of_proxy(const struct client *client)
{
    char *name = NULL;

    return asprintf(&name, "[%s]:%u", client->proxy.host, (unsigned)client->proxy.port) < 0 ? NULL : name;
}

/* Shakes hands with an https proxy. */
static bool begin_outer(struct client *client)
{
    char *name = name_of_proxy(client);
    const struct cs_client_tls_options options = {
        .fd = client->wire.fd,
        .h2 = client->h2,
        .file = client->proxy_authorities,
        .peer = name,
        .fault = cs_client_tls_fault_of_proxy(client->config.fault),
        .also = has(client, CS_FAULT_CLIENT_PROXY_ORIGIN) ? client->config.target : NULL};

    client->wire.outer = name == NULL ? NULL : cs_client_tls_open(&options);
    free(name);
    return client->wire.outer != NULL;
}

static bool reach_proxy(struct client *client)
{
    bool plain = client->proxy_authorities == NULL || (client->dialled && has(client, CS_FAULT_CLIENT_PROXY_PLAIN));

    if (client->wire.fd >= 0)
        return true;
    client->dialled = true;
    if (!cs_client_wire_dial(&client->wire, &client->proxy) || !(plain || begin_outer(client)))
        return false;
    return !client->h2 || cs_client_wire_begin_h2(&client->wire, client->config.fault);
}

/* Sends and frees the request. */
static bool ask(struct client *client, struct cs_draft *request)
{
    bool asked;

    if (!reach_proxy(client) || client->wire.h2 == NULL)
        return client->wire.fd >= 0 && (!client->h2 || client->wire.h2 != NULL) && send_draft(client, request);
    asked = !request->broken && cs_client_h2_ask(client->wire.h2, request->bytes.data, request->bytes.length);
    cs_draft_free(request);
    return asked;
}

/* One CONNECT, which answers |reading->challenge|. */
static enum cs_client_outcome attempt(struct client *client, struct cs_client_reading *reading)
{
    enum cs_client_outcome outcome;
    struct cs_draft request = {0};

    forget(client, reading);
    *reading = (struct cs_client_reading){.last = reading->challenge};
    client->finished = false;
    cs_client_request(&client->config, &reading->last, &request);
    if (!ask(client, &request)) {
        cs_draft_free(&request);
        return CS_CLIENT_REFUSED;
    }
    if (has(client, CS_FAULT_CLIENT_EARLY_INNER))
        ask_page(client, &client->in);
    if (has(client, CS_FAULT_CLIENT_FINISHES_EARLY))
        shutdown(client->wire.fd, SHUT_WR);
    outcome = client->in.length > 0 ? cs_client_read(&client->config, &client->in, reading) : CS_CLIENT_MORE;
    while (outcome == CS_CLIENT_MORE) {
        receive(client);
        reading->reads++;
        reading->finished = client->finished;
        outcome = cs_client_read(&client->config, &client->in, reading);
    }
    return outcome;
}

/* In a tunnel that is open; what came with the 2xx can be no TLS, because the client speaks first there. */
static bool begin_tls(struct client *client)
{
    char *proxy = has(client, CS_FAULT_CLIENT_TLS_OF_PROXY) ? name_of_proxy(client) : NULL;
    const struct cs_client_tls_options options = {.fd = client->wire.fd,
                                                  .below = client->wire.outer,
                                                  .carrier = client->wire.h2 == NULL ? NULL : &client->wire.stream,
                                                  .file = client->authorities,
                                                  .peer = client->config.target,
                                                  .fault = client->config.fault,
                                                  .also = proxy};

    if (client->authorities != NULL && client->in.length == 0)
        client->wire.tls = cs_client_tls_open(&options);
    free(proxy);
    return client->authorities == NULL || client->wire.tls != NULL;
}

/* Faults: the page is asked for once more, with what the answer in the tunnel asks for. */
static bool read_once_more(struct client *client)
{
    struct cs_buffer answer = client->in;
    bool good = has(client, CS_FAULT_CLIENT_INSIDE_407) || has(client, CS_FAULT_CLIENT_INSIDE_401);

    client->in = (struct cs_buffer){0};
    good = good && ask_page(client, &answer) && read_page(client);
    cs_buffer_free(&answer);
    return good;
}

static bool open_and_read(struct client *client, size_t used)
{
    struct cs_buffer answer = {0};
    bool good = cs_buffer_add(&answer, client->in.data, used);

    cs_buffer_take(&client->in, used);
    good = good && begin_tls(client);
    if (!has(client, CS_FAULT_CLIENT_EARLY_INNER))
        good = good && ask_page(client, &answer);
    cs_buffer_free(&answer);
    return good && (read_page(client) || read_once_more(client));
}

/* A fault: opens the tunnel again when it ended. */
static bool use_tunnel(struct client *client, struct cs_client_reading *reading)
{
    bool good = open_and_read(client, reading->used);

    for (unsigned i = 1; i < ATTEMPTS_MAX && !good && has(client, CS_FAULT_CLIENT_ASKS_AGAIN_ENDED); i++) {
        cs_client_wire_hang_up(&client->wire);
        *reading = (struct cs_client_reading){.used = 0};
        good = attempt(client, reading) == CS_CLIENT_TUNNEL && open_and_read(client, reading->used);
    }
    return good;
}

/* Over HTTP/2 the next request is another stream. */
static bool keeps_connection(const struct client *client)
{
    if (client->wire.h2 != NULL)
        return !cs_client_h2_is_over(client->wire.h2);
    return has(client, CS_FAULT_CLIENT_REUSES) || has(client, CS_FAULT_CLIENT_SURPLUS) ||
           has(client, CS_FAULT_CLIENT_LENGTH_BROKEN) || has(client, CS_FAULT_CLIENT_CONTENT_KEPT);
}

static bool fetch(struct client *client)
{
    struct cs_client_reading reading = {.used = 0};
    enum cs_client_outcome outcome = attempt(client, &reading);

    for (unsigned i = 1; i < ATTEMPTS_MAX && outcome == CS_CLIENT_AGAIN; i++) {
        if (!keeps_connection(client))
            cs_client_wire_hang_up(&client->wire);
        outcome = attempt(client, &reading);
    }
    if (outcome == CS_CLIENT_SHOWS)
        show_content(client, &reading);
    if (outcome == CS_CLIENT_MOVED || outcome == CS_CLIENT_DIRECT)
        return read_elsewhere(client, outcome == CS_CLIENT_MOVED);
    if (outcome == CS_CLIENT_TUNNEL)
        return use_tunnel(client, &reading);
    return outcome == CS_CLIENT_SHOWS || outcome == CS_CLIENT_FORGETS;
}

static bool read_credentials(const char *text, struct client *client)
{
    char *colon;

    free(client->user);
    client->user = strdup(text);
    colon = client->user == NULL ? NULL : strchr(client->user, ':');
    if (colon == NULL)
        return cs_serve_refuse("client", "not USER:PASSWORD", text);
    *colon = '\0';
    client->config.user = client->user;
    client->config.password = colon + 1;
    return true;
}

static bool read_option(int option, struct client *client)
{
    switch (option) {
    case 'x':
        return cs_serve_destination("client", optarg, &client->proxy);
    case 'P':
        client->config.path = optarg;
        return true;
    case 'u':
        return read_credentials(optarg, client);
    case 's':
        client->config.digest = strcmp(optarg, "digest") == 0;
        return client->config.digest || strcmp(optarg, "basic") == 0 ||
               cs_serve_refuse("client", "not basic or digest", optarg);
    case 't':
        client->authorities = optarg;
        return true;
    case 'T':
        client->proxy_authorities = optarg;
        return true;
    case '2':
        client->h2 = true;
        return true;
    case 'f':
        return cs_serve_fault("client", optarg, CS_PLACE_CLIENT, &client->config.fault);
    default:
        return false;
    }
}

/* Faults: another host or port than the one that is asked for. */
static void change_target(const struct client *client, char *target)
{
    char *colon = strrchr(target, ':');
    size_t length = colon == NULL ? 0 : strlen(colon + 1);

    if (length > 0 && has(client, CS_FAULT_CLIENT_PORT_WRAPS))
        snprintf(colon + 1, length + 1, "%lu", strtoul(colon + 1, NULL, 10) % 65536);
    if (length == 1 && colon[1] == '0' && has(client, CS_FAULT_CLIENT_PORT_ZERO))
        colon[1] = '1';
    if (length > 0 && colon - target > CS_DESTINATION_HOST_MAX && has(client, CS_FAULT_CLIENT_NAME_CUT))
        memmove(target + CS_DESTINATION_HOST_MAX, colon, length + 2);
}

static bool read_arguments(int argc, char **argv, struct client *client)
{
    static const struct option table[] = {
        {"proxy", required_argument, NULL, 'x'},
        {"path", required_argument, NULL, 'P'},
        {"auth", required_argument, NULL, 'u'},
        {"scheme", required_argument, NULL, 's'},
        {"tls", required_argument, NULL, 't'},
        {"proxy-tls", required_argument, NULL, 'T'},
        {"h2", no_argument, NULL, '2'},
        {"fault", required_argument, NULL, 'f'},
        {"list-faults", no_argument, NULL, 'L'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    struct cs_destination target;
    char *at;
    int option;

    optind = 0;
    while ((option = cs_option_next(argc, argv, table)) != -1) {
        if (option == 'L')
            exit(cs_serve_list_faults(CS_PLACE_CLIENT));
        if (option == 'h')
            exit(fputs(usage, stdout) < 0 ? CS_EXIT_USAGE : CS_EXIT_OK);
        if (!read_option(option, client))
            return false;
    }
    if (optind + 1 != argc || client->proxy.length == 0)
        return cs_serve_refuse("client", "needs", "--proxy HOST:PORT and one HOST:PORT");
    at = strrchr(argv[optind], '@');
    client->config.target = at == NULL ? argv[optind] : at + 1;
    client->userinfo = at == NULL ? NULL : strndup(argv[optind], (size_t)(at + 1 - argv[optind]));
    client->config.userinfo = client->userinfo;
    change_target(client, argv[optind]);
    return has(client, CS_FAULT_CLIENT_NAME_RAW) || cs_serve_destination("client", client->config.target, &target);
}

int cs_cmd_client(int argc, char **argv)
{
    struct client client = {.config = {.path = "/"}, .wire = {.fd = -1}};
    int status = CS_EXIT_USAGE;

    if (read_arguments(argc, argv, &client))
        status = fetch(&client) && fflush(stdout) == 0 ? CS_EXIT_OK : CS_EXIT_NONCONFORMANT;
    cs_client_wire_hang_up(&client.wire);
    cs_buffer_free(&client.in);
    free(client.user);
    free(client.userinfo);
    return status;
}
