#include "harness/launch/client_command.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t"

/* What stands in braces, and the variable of profiles that it means. */
static const char *const words[][2] = {
    {"url", "url"},
    {"https-proxy-url", "proxy-url"},
    {"proxy-url", "proxy-url"},
    {"proxy-host", "proxy-host"},
    {"proxy-port", "proxy-port"},
    {"host", "host"},
    {"url-host", "url-host"},
    {"port", "target-port"},
    {"path", "path"},
    {"password", "password"},
    {"user", "user"},
    {"ca-file", "ca-file"},
};

/* The row whose word stands at |text| in braces, or NULL. */
static const char *const *find_word(const char *text)
{
    for (size_t i = 0; text[0] == '{' && i < sizeof(words) / sizeof(words[0]); i++) {
        size_t length = strlen(words[i][0]);

        if (strncmp(text + 1, words[i][0], length) == 0 && text[1 + length] == '}')
            return words[i];
    }
    return NULL;
}

/* Inside the single quotes of YAML. */
static void put_quoted(FILE *out, char byte)
{
    fputs(byte == '\'' ? "''" : (const char[]){byte, '\0'}, out);
}

static void put_command(FILE *out, const char *text)
{
    while (*text != '\0') {
        const char *const *word = find_word(text);

        if (word != NULL) {
            fprintf(out, "${%s}", word[1]);
            text += strlen(word[0]) + 2;
        } else if (text[0] == '$' && text[1] == '{') { /* the shell's */
            fputs("$${", out);
            text += 2;
        } else {
            put_quoted(out, *text++);
        }
    }
}

static void put_account(FILE *out, const char *account)
{
    const char *colon = strchr(account, ':');

    fputs("auth: basic\nuser: '", out);
    for (; account < colon; account++)
        put_quoted(out, *account);
    fputs("'\npassword: '", out);
    for (account = colon + 1; *account != '\0'; account++)
        put_quoted(out, *account);
    fputs("'\n", out);
}

/* Where the program's own word begins: behind `env` and what that sets. */
static const char *find_program(const char *command)
{
    const char *at = command + strspn(command, BLANKS);
    bool env = false;

    for (;;) {
        size_t length = strcspn(at, BLANKS);

        if (length == 3 && memcmp(at, "env", 3) == 0)
            env = true;
        else if (memchr(at, '=', length) == NULL)
            break;
        at += length + strspn(at + length, BLANKS);
    }
    return *at == '\0' && env ? "env" : at;
}

void cs_client_name(const char *command, char *name, size_t capacity)
{
    const char *word = find_program(command);
    size_t length = strcspn(word, BLANKS);
    size_t start = length;
    size_t count = 0;

    while (start > 0 && word[start - 1] != '/')
        start--;
    for (; start < length && count + 1 < capacity; start++)
        if (isalnum((unsigned char)word[start]) || word[start] == '-')
            name[count++] = (char)tolower((unsigned char)word[start]);
    name[count] = '\0';
    if (count == 0)
        snprintf(name, capacity, "client");
}

char *cs_client_profile(const char *command, const char *account, const char *transport)
{
    bool relays = strstr(command, "{url}") == NULL;
    char name[32];
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    cs_client_name(command, name, sizeof(name));
    fprintf(out, "name: '%s'\ntitle: '%s'\nrole: client\ninner: %s\nprogram: [/bin/sh]\n", name, name,
            relays ? "http" : "tls");
    fputs("command: ['${program}', -c, '", out);
    put_command(out, command);
    fputs("']\nsuccess: {exit: 0, stdout: '${marker}'}\n", out);
    if (relays)
        fputs("input: '${page-request}'\n", out);
    if (strstr(command, "{ca-file}") != NULL)
        fputs("verifies: true\n", out);
    if (strstr(command, "{https-proxy-url}") != NULL)
        fputs("proxy_tls: true\n", out);
    if (transport != NULL)
        fprintf(out, "transport: %s\n", transport);
    if (account != NULL && strchr(account, ':') != NULL)
        put_account(out, account);
    return fclose(out) == 0 ? text : NULL;
}
