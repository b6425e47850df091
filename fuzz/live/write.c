#include "fuzz/live/write.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/live/change.h"
#include "fuzz/live/flow.h"
#include "fuzz/live/oracle.h"
#include "fuzz/live/oracle_client.h"
#include "fuzz/live/oracle_parent.h"
#include "fuzz/live/text.h"

#define DRIBBLE_MAX 700 /* bytes that are sent one by one */

/* The writing of one case's steps. */
struct writer {
    FILE *out;
    const struct cs_dialogue *dialogue;
    const struct cs_sight *sight;
    size_t up[CS_SPEAKERS_MAX + 1]; /* bytes that went through each tunnel so far */
    size_t down[CS_SPEAKERS_MAX + 1];
    bool answers;                    /* every answer is awaited: they are what the case is about */
    bool ended[CS_SPEAKERS_MAX + 1]; /* somebody has ended this one: nothing is waited for any more */
};

/* Who says what a row of a client's holds: where the dialogue is an answer, whom the target has asked. */
static const char *of_row(const struct writer *writer, bool origin)
{
    if (writer->sight->answers && writer->sight->relays)
        return "origin";
    return origin ? "origin" : writer->sight->answers ? "proxy" : "client";
}

static void write_actor(const struct writer *writer, bool origin, unsigned number)
{
    fprintf(writer->out, "  - %s", of_row(writer, origin));
    if (number > 1)
        fprintf(writer->out, "%u", number);
    fputs(": ", writer->out);
}

/* A part of a row.  What goes through the tunnel is written as such, all in front of it with its variables. */
static void write_range(const struct writer *writer, const struct cs_row *row, size_t from, size_t to)
{
    size_t border = writer->sight->opens ? cs_flow_start(writer->dialogue, writer->sight, row) : row->length;

    fputc('\'', writer->out);
    if (from < border)
        cs_case_write_bytes(writer->out, row->bytes, row->length, from, to < border ? to : border, false);
    if (to > border)
        cs_case_write_bytes(writer->out, row->bytes + border, row->length - border, from > border ? from - border : 0,
                            to - border, true);
    fputc('\'', writer->out);
}

static void write_send(const struct writer *writer, const struct cs_row *row)
{
    write_actor(writer, row->origin, row->number);
    if (row->noise > 0) {
        fputs("{send: '", writer->out);
        cs_flow_write_noise(writer->out, row);
        fputs("'}\n", writer->out);
        return;
    }
    fputs(row->dribble && row->length <= DRIBBLE_MAX ? "{dribble: " : "{send: ", writer->out);
    if (row->dribble || row->cut_count == 0) {
        write_range(writer, row, 0, row->length);
    } else {
        fputc('[', writer->out);
        for (size_t i = 0, from = 0; i <= row->cut_count; i++) {
            size_t to = i < row->cut_count ? row->cuts[i] : row->length;

            fputs(i == 0 ? "" : ", ", writer->out);
            write_range(writer, row, from, to);
            from = to;
        }
        fputc(']', writer->out);
    }
    fputs("}\n", writer->out);
}

static void write_await(const struct writer *writer, bool origin, unsigned number, size_t bytes)
{
    write_actor(writer, origin, number);
    fprintf(writer->out, "{await: %zu bytes}\n", bytes);
}

/* Behind a head. */
static void write_await_answer(struct writer *writer, const struct cs_row *row)
{
    const struct cs_meaning *meaning = &writer->sight->meanings[row->number];

    if (cs_meaning_allows_silence(meaning) && !writer->answers) {
        fputs("  - fence\n", writer->out);
        return;
    }
    if (meaning->kind == CS_MEANS_NO_CONNECT && row->number == 1) /* it may be handed on */
        fputs("  - origin: {send: 'HTTP/1.1 501 Not Implemented\\r\\nContent-Length: 0\\r\\n\\r\\n'}\n  - origin: "
              "close\n",
              writer->out);
    write_actor(writer, false, row->number);
    fputs("{await: answer}\n", writer->out);
    writer->up[row->number] = row->length - meaning->head_length;
    if (writer->sight->opens && writer->up[row->number] > 0)
        write_await(writer, true, row->number, writer->up[row->number]);
}

static void write_row(struct writer *writer, const struct cs_row *row)
{
    static const char *const ends[] = {"", "finish", "close", "reset"};
    bool head = cs_dialogue_head(writer->dialogue, row->number) == row && !row->origin;
    size_t *passed = row->origin ? &writer->down[row->number] : &writer->up[row->number];

    if (!head && !writer->sight->opens)
        return; /* nobody knows what it would mean */
    if (row->verb == CS_ROW_SEND) {
        write_send(writer, row);
        if (head) {
            write_await_answer(writer, row);
            return;
        }
        *passed += row->noise > 0 ? row->noise : row->length;
        if (!writer->ended[row->number])
            write_await(writer, !row->origin, row->number, *passed);
        return;
    }
    write_actor(writer, row->origin, row->number);
    fprintf(writer->out, "%s\n", ends[row->verb]);
    if (row->verb != CS_ROW_FINISH && !writer->ended[row->number]) {
        write_actor(writer, !row->origin, row->number);
        fputs("{await: end}\n", writer->out);
    }
    writer->ended[row->number] = true;
}

/* The target is a client, and the row what our proxy answers it. */
static void write_answer(const struct writer *writer, const struct cs_row *row)
{
    if (writer->sight->relays) { /* ... or a proxy with a parent */
        fputs("  - client: {request: '${authority}'}\n  - origin: {await: request}\n", writer->out);
        write_send(writer, row);
        cs_oracle_parent_steps(writer->out, writer->sight);
        return;
    }
    fputs("  - program: run\n", writer->out);
    write_send(writer, row);
    fputs(cs_oracle_client_serves(writer->sight) ? "  - proxy: serve\n" : "  - proxy: finish\n", writer->out);
}

/* How strong the strongest of the requirements is, in the words of `level`. */
static const char *level_of(const struct cs_catalogue *catalogue, const char *const ids[2])
{
    static const struct {
        const char *catalogue;
        const char *level;
    } levels[] = {{"MUST", "must"},       {"MUST NOT", "must"},          {"SHOULD", "should"}, {"SHOULD NOT", "should"},
                  {"interop", "interop"}, {"security-advice", "advice"}, {"MAY", "may"}};

    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
        for (size_t k = 0; k < 2 && ids[k] != NULL; k++) {
            const struct cs_requirement *found = cs_catalogue_find(catalogue, ids[k]);

            if (found != NULL && strcmp(found->level, levels[i].catalogue) == 0)
                return levels[i].level;
        }
    return "must";
}

static void write_needs(FILE *out, const struct cs_dialogue *dialogue, bool parent)
{
    bool denied = cs_dialogue_mentions(dialogue, "denied-port"), digest = cs_dialogue_mentions(dialogue, "digest");

    if (parent)
        fputs("needs: [parent]\n", out);
    else if (denied || digest)
        fprintf(out, "needs: [%s%s%s]\n", denied ? "denied-port" : "", denied && digest ? ", " : "",
                digest ? "digest" : "");
}

static void write_top(FILE *out, const struct cs_dialogue *dialogue, const struct cs_sight *sight, const char *role,
                      const struct cs_case_words *words)
{
    struct cs_oracle oracle = cs_oracle_of(dialogue, sight);

    if (words->every != NULL)
        oracle = (struct cs_oracle){.requirements = {words->requirement, NULL}, .title = "Every answer is well-formed"};
    if (words->comment != NULL)
        fprintf(out, "# %s\n", words->comment);
    fprintf(out, "id: %s\ntitle: %s\nlevel: %s\nrequirements: [%s%s%s]\n", words->id, oracle.title,
            level_of(words->catalogue, oracle.requirements), oracle.requirements[0],
            oracle.requirements[1] == NULL ? "" : ", ", oracle.requirements[1] == NULL ? "" : oracle.requirements[1]);
    if (!sight->relays)
        fprintf(out, "role: %s\n", role);
    if (oracle.enforces != NULL)
        fprintf(out, "enforces: %s\n", oracle.enforces);
    for (size_t i = 0; words->every != NULL && i < words->every_count; i++)
        fprintf(out, "%s%s", i == 0 ? "every: [" : ", ", words->every[i]);
    fputs(words->every != NULL ? "]\n" : "", out);
    if (((sight->opens && sight->clients == 1) || sight->demands) && words->every == NULL)
        fputs("silence: fails\n", out);
    write_needs(out, dialogue, sight->answers && sight->relays);
    if (cs_dialogue_mentions(dialogue, "other"))
        fputs("listen: [other]\n", out);
}

char *cs_dialogue_write(const struct cs_dialogue *dialogue, const struct cs_policy *policy,
                        const struct cs_case_words *words)
{
    struct cs_sight sight = cs_sight_of(dialogue, policy);
    struct writer writer = {.dialogue = dialogue, .sight = &sight, .answers = words->every != NULL};
    char *text = NULL;
    size_t size = 0;

    writer.out = open_memstream(&text, &size);
    if (writer.out == NULL)
        return NULL;
    write_top(writer.out, dialogue, &sight, policy->role, words);
    fputs("steps:\n", writer.out);
    if (sight.answers)
        write_answer(&writer, &dialogue->rows[0]);
    for (size_t i = 0; i < dialogue->count && !sight.answers; i++)
        write_row(&writer, &dialogue->rows[i]);
    fputs("accept:\n", writer.out);
    if (words->every != NULL)
        fputs("  - client.end: [fin, reset, open]\n", writer.out);
    else
        cs_oracle_write(writer.out, dialogue, &sight);
    if (fclose(writer.out) == 0)
        return text;
    free(text);
    return NULL;
}
