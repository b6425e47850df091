/* A bug report for the maintainers of one product, in Markdown, that can be sent as it stands. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "reports/documents.h"
#include "reports/escape.h"
#include "reports/link.h"
#include "reports/product.h"
#include "reports/stream.h"
#include "reports/text.h"

/* What a mend looks like, by what is wrong.  The reading tells more than the finding. */
static const struct mend {
    const char *code;
    const char *text;
} mends[] = {
    {"port-modulo", "Compare the port with 65535 before it is stored in 16 bits, and refuse what is larger."},
    {"port-sign", "Take ASCII digits alone for a port: no sign, no blank. `strtol` and `int()` take more."},
    {"port-underscore", "Take ASCII digits alone for a port: `int()` of Python takes underscores between them, too."},
    {"tunnel-opened", "Check this before the destination is looked up or contacted, and refuse the request."},
    {"destination-contacted", "Decide before anything is contacted: the refusal comes too late."},
    {"denied-port-reached", "Compare with the list of ports what is dialled, not what is written."},
    {"wrong-destination", "Dial exactly what was compared with the rules, from one parse of the request."},
    {"bytes-lost", "What was read behind the end of the head belongs to the tunnel: write it on first."},
    {"bytes-changed", "Relay bytes as they are; nothing in a tunnel is text."},
    {"bytes-added", "Nothing but what the other side sent belongs into a tunnel."},
    {"no-answer", "Answer, or close the connection; a client that waits for either hangs."},
    {"closed-without-answer", "Answer before the connection is closed."},
    {"extra-answer", "Close the connection behind this answer: what follows on it is no request."},
    {"not-ended", "Pass the end of one side on to the other."},
    {"ended-early", "Keep the other direction open until it ends, too."},
    {"tunnel-refused", "Accept it: the form is valid."},
    {"field-missing", "Add the field to this answer."},
    {"field-present", "Leave the field out of this answer."},
    {"wrong-status", "Answer with one of the status codes that are expected."},
};

static const char *mend_of(const struct cs_verdict *verdict)
{
    for (size_t i = 0; i < sizeof(mends) / sizeof(mends[0]); i++)
        if (strcmp(mends[i].code, verdict->reading) == 0)
            return mends[i].text;
    for (size_t i = 0; i < sizeof(mends) / sizeof(mends[0]); i++)
        if (strcmp(mends[i].code, verdict->finding) == 0)
            return mends[i].text;
    return "What is accepted is written above.";
}

/* For the format of POSIX printf within single quotes. */
static void put_printf(FILE *out, const struct cs_stream *sent)
{
    fputs("    printf '", out);
    for (size_t i = 0; i < sent->kept_length; i++) {
        unsigned char byte = (unsigned char)sent->kept[i];

        if (byte == '\r' || byte == '\n')
            fputs(byte == '\r' ? "\\r" : "\\n", out);
        else if (byte == '%' || byte == '\\')
            fprintf(out, "%c%c", byte, byte);
        else if (byte >= ' ' && byte < 0x7f && byte != '\'' && !(i == 0 && byte == '-'))
            fputc(byte, out);
        else
            fprintf(out, "\\%03o", (unsigned)byte);
    }
    fputs("' | ncat --no-shutdown -i 3s \"$PROXY_HOST\" \"$PROXY_PORT\"\n", out);
}

static const struct cs_stream *first_sent(const struct cs_transcript *transcript)
{
    const struct cs_channel *client = cs_transcript_channel(transcript, "client");

    return client == NULL || client->sent.kept_length == 0 ? NULL : &client->sent;
}

static void put_by_hand(FILE *out, const struct cs_case_result *item)
{
    const struct cs_variable *host, *port;
    const struct cs_stream *sent = item->transcript == NULL ? NULL : first_sent(item->transcript);

    if (sent == NULL || sent->kept_length < sent->total)
        return;
    host = cs_transcript_variable(item->transcript, "host");
    port = cs_transcript_variable(item->transcript, "port");
    fputs("By hand", out);
    if (host != NULL && port != NULL && strspn(host->value, "0123456789.") == host->length)
        fprintf(out, ", with `ncat -l %s %s` as the origin", host->value, port->value);
    fputs(":\n\n", out);
    put_printf(out, sent);
    fputc('\n', out);
}

static void put_line(FILE *out, const char *label, const char *text)
{
    char *clean = cs_clean(text);

    if (clean != NULL && clean[0] != '\0')
        fprintf(out, "    %-10s %s\n", label, clean);
    free(clean);
}

static void put_sent(FILE *out, const struct cs_case_result *item)
{
    if (item->transcript == NULL || first_sent(item->transcript) == NULL)
        return;
    fprintf(out, "    %-10s ", "sent");
    cs_text_sent(out, item->transcript);
    fputc('\n', out);
}

static void put_rule(FILE *out, const struct cs_case_result *item)
{
    char link[CS_LINK_MAX];

    cs_text_put(out, item->statement);
    fputs(" (", out);
    cs_text_source(out, item);
    if (cs_link(item->source, link))
        fprintf(out, ", <%s>", link);
    fputs(")\n\n", out);
}

static void put_also(FILE *out, const struct cs_product_mistake *entry)
{
    if (entry->count == 0)
        return;
    fputs("Seen with `", out);
    cs_text_put(out, entry->result->target);
    for (size_t i = 0; i < entry->count; i++) {
        fputs("`, `", out);
        cs_text_put(out, entry->also[i]->target);
    }
    fputs("`.\n\n", out);
}

static void put_mistake(FILE *out, size_t number, const struct cs_product_mistake *entry)
{
    const struct cs_case_result *item = entry->mistake.cases[0];

    fprintf(out, "\n## %zu. ", number);
    cs_text_put(out, item->title);
    fprintf(out, " (%s)\n\n", item->severity);
    put_rule(out, item);
    put_sent(out, item);
    put_line(out, "expected", item->verdict.expected);
    put_line(out, "got", item->verdict.observed);
    put_line(out, "wrong", item->verdict.reason);
    if (cs_text_reading(item->verdict.reading)[0] != '\0')
        fprintf(out, "    %-10s the target %s\n", "reading", cs_text_reading(item->verdict.reading));
    fputc('\n', out);
    if (entry->mistake.count > 1) {
        cs_mistake_values(out, &entry->mistake);
        fputs(".\n\n", out);
    }
    if (item->danger[0] != '\0') {
        fputs("What it lets an attacker do: ", out);
        cs_text_put(out, item->danger);
        fputs("\n\n", out);
    }
    put_by_hand(out, item);
    fprintf(out, "A mend: %s\n\n", mend_of(&item->verdict));
    put_also(out, entry);
    fputs("Again:\n\n    ", out);
    cs_text_repeat(out, entry->result, item);
    fputc('\n', out);
}

static void put_top(FILE *out, const struct cs_product *product, size_t mistakes, size_t dangerous)
{
    const struct cs_result *first = product->results[0];

    fputs("# ", out);
    cs_text_put(out, product->name);
    fputs(first->version[0] == '\0' ? "" : " ", out);
    cs_text_put(out, first->version);
    fprintf(out, ": %zu deviation%s from the rules for HTTP CONNECT\n\n", mistakes, mistakes == 1 ? "" : "s");
    if (dangerous > 0)
        fprintf(out,
                "**Not yet reported.** %zu of them %s of severity high or critical: tell the maintainers in private "
                "first, and take this line out when it is done.\n\n",
                dangerous, dangerous == 1 ? "is" : "are");
    fputs("Found by connectspec ", out);
    cs_text_put(out, first->suite);
    fputs(", which plays client and origin on both sides of the proxy and sees whom it contacts. Set-ups: ", out);
    for (size_t i = 0; i < product->count; i++) {
        fputs(i == 0 ? "`" : ", `", out);
        cs_text_put(out, product->results[i]->command[0] != '\0' ? product->results[i]->command
                                                                 : product->results[i]->target);
        fputc('`', out);
    }
    fputs(". The most dangerous comes first, each mistake once. Bytes are written with `\\r`, `\\n`, `\\xHH`; ` | ` "
          "stands between segments.\n",
          out);
}

static void put_product(FILE *out, const struct cs_product *product)
{
    struct cs_product_mistakes found = cs_product_mistakes(product, CS_FAIL);

    put_top(out, product, found.count, cs_product_count(&found, 2) + cs_product_count(&found, 3));
    for (size_t i = 0; i < found.count; i++)
        put_mistake(out, i + 1, &found.items[i]);
    cs_product_mistakes_free(&found);
}

char *cs_advice_document(const struct cs_result *const *results, size_t count, size_t *length)
{
    char *document = NULL;
    FILE *out = cs_stream_open(&document, length);
    struct cs_products products = cs_products_of(results, count);

    for (size_t i = 0; out != NULL && i < products.count; i++) {
        fputs(i == 0 ? "" : "\n---\n\n", out);
        put_product(out, &products.items[i]);
    }
    cs_products_free(&products);
    if (out != NULL && cs_stream_close(out))
        return document;
    free(document);
    return NULL;
}
