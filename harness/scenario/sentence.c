#include "harness/scenario/sentence.h"

#include <stdlib.h>
#include <string.h>

#include "harness/scenario/yaml.h"

#define SENTENCES_BYTES_MAX ((size_t)4 << 20)

static const char *const parts[] = {"reasons", "sentences", NULL};
static const char *const keys[] = {"rfc", "section", "sentence", "keywords", "requirements", "reason", NULL};
static const char *const keywords[] = {"MUST",       "MUST NOT", "SHALL",       "SHALL NOT",       "SHOULD",
                                       "SHOULD NOT", "REQUIRED", "RECOMMENDED", "NOT RECOMMENDED", NULL};

struct reader {
    struct cs_sentences *out;
    const struct cs_catalogue *catalogue;
    struct cs_diagnostics *diagnostics;
};

/* A copy of the text; NULL with an error when there is none. */
static char *copy_text(const struct cs_yaml_node *node, struct reader *reader)
{
    const char *text = cs_yaml_text(node, reader->diagnostics);
    char *copy = text != NULL ? strdup(text) : NULL;

    if (text != NULL && copy == NULL)
        cs_yaml_error(node, reader->diagnostics, "out of memory");
    return copy;
}

static char *copy_of(const struct cs_yaml_node *entry, const char *key, struct reader *reader)
{
    const struct cs_yaml_node *node = cs_yaml_get(entry, key);

    if (node != NULL)
        return copy_text(node, reader);
    cs_yaml_error(entry, reader->diagnostics, "`%s` is missing", key);
    return NULL;
}

static void read_reason(const struct cs_yaml_node *node, struct reader *reader)
{
    struct cs_sentence_reason *reason = &reader->out->reasons[reader->out->reason_count++];

    reason->code = strdup(node->key);
    reason->meaning = copy_text(node, reader);
    if (reason->code == NULL)
        cs_yaml_error(node, reader->diagnostics, "out of memory");
}

static void read_keywords(const struct cs_yaml_node *entry, struct cs_sentence *sentence, struct reader *reader)
{
    const struct cs_yaml_node *list = cs_yaml_get(entry, "keywords");

    if (list == NULL || list->kind != CS_YAML_SEQUENCE || list->count == 0) {
        cs_yaml_error(entry, reader->diagnostics, "a list of `keywords` is needed here");
        return;
    }
    /* No list of words: a sentence may say MUST twice. */
    sentence->keywords = calloc(list->count + 1, sizeof(char *));
    for (size_t i = 0; sentence->keywords != NULL && i < list->count; i++) {
        const char *text = cs_yaml_text(list->members[i], reader->diagnostics);

        if (text != NULL && cs_word_index(text, keywords) < 0)
            cs_yaml_error(list->members[i], reader->diagnostics, "`%s` is no keyword", text);
        sentence->keywords[i] = strdup(text != NULL ? text : "");
        sentence->keyword_count += sentence->keywords[i] != NULL ? 1 : 0;
    }
    if (sentence->keyword_count < list->count)
        cs_yaml_error(entry, reader->diagnostics, "out of memory");
}

static void read_outcome(const struct cs_yaml_node *entry, struct cs_sentence *sentence, struct reader *reader)
{
    const struct cs_yaml_node *ids = cs_yaml_get(entry, "requirements"), *reason = cs_yaml_get(entry, "reason");

    if ((ids == NULL) == (reason == NULL)) {
        cs_yaml_error(entry, reader->diagnostics, "either `requirements` or `reason` stands here");
        return;
    }
    sentence->reason = reason != NULL ? copy_text(reason, reader) : strdup("");
    if (sentence->reason != NULL && reason != NULL && cs_sentence_meaning(reader->out, sentence->reason) == NULL)
        cs_yaml_error(reason, reader->diagnostics, "there is no reason `%s`", sentence->reason);
    if (ids != NULL)
        cs_yaml_words(ids, NULL, &sentence->requirements, &sentence->requirement_count, reader->diagnostics);
    for (size_t i = 0; i < sentence->requirement_count; i++)
        if (cs_catalogue_find(reader->catalogue, sentence->requirements[i]) == NULL)
            cs_yaml_error(ids->members[i], reader->diagnostics, "there is no requirement `%s`",
                          sentence->requirements[i]);
}

static void read_sentence(const struct cs_yaml_node *entry, struct reader *reader)
{
    struct cs_sentence *sentence = &reader->out->items[reader->out->count++];
    size_t errors = reader->diagnostics->count;

    if (!cs_yaml_check_keys(entry, keys, reader->diagnostics))
        return;
    sentence->rfc = copy_of(entry, "rfc", reader);
    sentence->section = copy_of(entry, "section", reader);
    sentence->ordinal = copy_of(entry, "sentence", reader);
    read_keywords(entry, sentence, reader);
    read_outcome(entry, sentence, reader);
    if (reader->diagnostics->count == errors && sentence->reason == NULL)
        cs_yaml_error(entry, reader->diagnostics, "out of memory");
}

static void read_all(const struct cs_yaml_node *root, struct reader *reader)
{
    const struct cs_yaml_node *reasons = cs_yaml_get(root, "reasons"), *list = cs_yaml_get(root, "sentences");
    struct cs_sentences *out = reader->out;

    if (!cs_yaml_check_keys(root, parts, reader->diagnostics))
        return;
    if (reasons == NULL || reasons->kind != CS_YAML_MAPPING || list == NULL || list->kind != CS_YAML_SEQUENCE) {
        cs_yaml_error(root, reader->diagnostics, "`reasons`, a mapping, and `sentences`, a list, are needed here");
        return;
    }
    out->reasons = calloc(reasons->count + 1, sizeof(*out->reasons));
    out->items = calloc(list->count + 1, sizeof(*out->items));
    if (out->reasons == NULL || out->items == NULL) {
        cs_yaml_error(root, reader->diagnostics, "out of memory");
        return;
    }
    for (size_t i = 0; i < reasons->count; i++)
        read_reason(reasons->members[i], reader);
    for (size_t i = 0; i < list->count; i++)
        read_sentence(list->members[i], reader);
}

struct cs_sentences *cs_sentences_load(const char *path, const struct cs_catalogue *catalogue,
                                       struct cs_diagnostics *diagnostics)
{
    struct reader reader = {calloc(1, sizeof(struct cs_sentences)), catalogue, diagnostics};
    size_t length = 0, errors = diagnostics->count;
    char *text = cs_file_read(path, SENTENCES_BYTES_MAX, &length, diagnostics);
    struct cs_yaml_node *root =
        text != NULL ? cs_yaml_load(text, length, SENTENCES_BYTES_MAX, path, diagnostics) : NULL;

    if (root != NULL && reader.out != NULL)
        read_all(root, &reader);
    cs_yaml_free(root);
    free(text);
    if (reader.out != NULL && diagnostics->count == errors)
        return reader.out;
    cs_sentences_free(reader.out);
    return NULL;
}

void cs_sentences_free(struct cs_sentences *sentences)
{
    if (sentences == NULL)
        return;
    for (size_t i = 0; i < sentences->reason_count; i++) {
        free(sentences->reasons[i].code);
        free(sentences->reasons[i].meaning);
    }
    for (size_t i = 0; i < sentences->count; i++) {
        free(sentences->items[i].rfc);
        free(sentences->items[i].section);
        free(sentences->items[i].ordinal);
        free(sentences->items[i].reason);
        cs_words_free(sentences->items[i].keywords);
        cs_words_free(sentences->items[i].requirements);
    }
    free(sentences->reasons);
    free(sentences->items);
    free(sentences);
}

const char *cs_sentence_meaning(const struct cs_sentences *sentences, const char *code)
{
    for (size_t i = 0; i < sentences->reason_count; i++)
        if (sentences->reasons[i].code != NULL && strcmp(sentences->reasons[i].code, code) == 0)
            return sentences->reasons[i].meaning;
    return NULL;
}

bool cs_sentence_gave(const struct cs_sentence *sentence, const char *id)
{
    for (size_t i = 0; i < sentence->requirement_count; i++)
        if (strcmp(sentence->requirements[i], id) == 0)
            return true;
    return false;
}
