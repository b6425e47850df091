#include "fuzz/live/store_documents.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/documents.h"
#include "reports/transcript_json.h"

/* A word of a shell. */
static void write_word(FILE *out, const char *text)
{
    fputc('\'', out);
    for (; *text != '\0'; text++)
        fputs(*text == '\'' ? "'\\''" : (char[]){*text, '\0'}, out);
    fputc('\'', out);
}

static bool write_text(const char *folder, const char *name, char *text, char error[CS_FILE_ERROR_MAX])
{
    char path[PATH_MAX + 32];
    bool fine;

    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    fine = text != NULL && cs_file_write(path, text, strlen(text), error);
    if (text == NULL)
        (void)snprintf(error, CS_FILE_ERROR_MAX, "out of memory");
    free(text);
    return fine;
}

/* The line that repeats it. */
static char *repeat_line(const char *folder, const char *command, bool must)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    fprintf(out, "connectspec run %s%s--cases ", command, command[0] == '\0' ? "" : " ");
    write_word(out, folder);
    fputs(must ? "\n" : " --strict\n", out);
    return fclose(out) == 0 ? text : NULL;
}

/* What one client sent, for printf and ncat. */
static void write_client(FILE *out, const struct cs_channel *channel)
{
    fprintf(out, "# %s\nprintf '", channel->actor);
    for (size_t i = 0; i < channel->sent.kept_length; i++) {
        unsigned char byte = (unsigned char)channel->sent.kept[i];

        if (byte == '\r' || byte == '\n')
            fputs(byte == '\r' ? "\\r" : "\\n", out);
        else if (byte >= ' ' && byte <= '~' && byte != '\'' && byte != '\\' && byte != '%')
            fputc(byte, out);
        else
            fprintf(out, "\\%03o", byte);
    }
    fputs("' | ncat \"$proxy\" \"$port\"\n", out);
}

static char *message_lines(const struct cs_transcript *transcript)
{
    const struct cs_variable *host = cs_transcript_variable(transcript, "host");
    const struct cs_variable *port = cs_transcript_variable(transcript, "port");
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    fputs("# Where the proxy listens, and before it a server where the request leads:\nproxy=127.0.0.1 port=3128\n",
          out);
    if (host != NULL && port != NULL)
        fprintf(out, "# ncat -kl %s %s &\n", host->value, port->value);
    for (size_t i = 0; i < transcript->channel_count; i++)
        if (transcript->channels[i].seat == CS_SEAT_DIALS)
            write_client(out, &transcript->channels[i]);
    return fclose(out) == 0 ? text : NULL;
}

/* A result with that one case. */
static bool write_packets(const char *folder, const struct cs_campaign_finding *finding, char error[CS_FILE_ERROR_MAX])
{
    struct cs_result *result = cs_result_new();
    struct cs_case_result item = {
        .id = (char *)"case",
        .title = (char *)"",
        .level = (char *)(finding->symptom.must ? "must" : "should"),
        .danger = (char *)"",
        .source = (char *)"",
        .statement = (char *)"",
        .severity = (char *)"medium",
        .verdict = {.kind = finding->symptom.must ? CS_FAIL : CS_WARN,
                    .reason = (char *)finding->symptom.reason,
                    .expected = (char *)"",
                    .observed = (char *)"",
                    .finding = (char *)finding->symptom.finding,
                    .reading = (char *)finding->symptom.reading},
        .transcript = finding->transcript,
    };
    const struct cs_result *results[1];
    char path[PATH_MAX + 32];
    bool fine;

    if (result == NULL)
        return false;
    result->suite = strdup("");
    result->started = strdup("");
    result->target = strdup(finding->transcript->policy.target);
    result->version = strdup("");
    result->command = strdup("");
    result->count = 1;
    result->cases = &item;
    results[0] = result;
    (void)snprintf(path, sizeof(path), "%s/packets.pcapng", folder);
    fine = cs_document_write(CS_DOCUMENT_PCAP, results, 1, path, error);
    result->count = 0;
    result->cases = NULL;
    cs_result_free(result);
    return fine;
}

bool cs_store_write_documents(const char *folder, const struct cs_store *store,
                              const struct cs_campaign_finding *finding, char error[CS_FILE_ERROR_MAX])
{
    char path[PATH_MAX + 32];

    if (!write_text(folder, "repeat", repeat_line(folder, store->command, finding->symptom.must), error))
        return false;
    if (finding->transcript == NULL)
        return true;
    (void)snprintf(path, sizeof(path), "%s/transcript.json", folder);
    return cs_transcript_save(finding->transcript, path, error) && write_packets(folder, finding, error) &&
           write_text(folder, "message", message_lines(finding->transcript), error);
}
