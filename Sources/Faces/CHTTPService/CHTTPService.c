#include "CHTTPService.h"

#include "CHTTPTLS.h"

#include <string.h>
#include <strings.h>
#include <sys/eventfd.h>

struct MHD_Daemon *ehs_start(const struct ehs_setup *setup) {
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_LISTEN_SOCKET, setup->listen_fd, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, (intptr_t)setup->connections, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, (intptr_t)setup->idle_seconds, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, (intptr_t)setup->header_memory_bytes, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)setup->completed, setup->context},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)setup->connection, setup->context},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)setup->request_line, setup->context},
        {MHD_OPTION_END, 0, NULL},
    };
    // A daemon wants its own certificate; this one has none to show, so that a connection which was given none when it
    // started fails its handshake.
    struct MHD_OptionItem secure[] = {
        {MHD_OPTION_HTTPS_CERT_CALLBACK, 0, (void *)&ehs_tls_refuse_all},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)ehs_tls_priorities},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem plain[] = {{MHD_OPTION_END, 0, NULL}};
    // Suspending without the inter-thread channel: connections are only resumed on the thread that runs the daemon, so
    // its wake-up, a system call for each, is not needed.
    unsigned int flags = MHD_USE_EPOLL | (MHD_USE_SUSPEND_RESUME & ~(unsigned int)MHD_USE_ITC);
    return MHD_start_daemon(
        setup->uses_tls ? flags | MHD_USE_TLS : flags, 0, setup->accept, setup->context, setup->access, setup->context,
        MHD_OPTION_ARRAY, options, MHD_OPTION_ARRAY, setup->uses_tls ? secure : plain, MHD_OPTION_END);
}

int ehs_epoll_fd(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    return info == NULL ? -1 : info->epoll_fd;
}

int ehs_timeout(struct MHD_Daemon *daemon, int longest) {
    MHD_UNSIGNED_LONG_LONG timeout = 0;
    if (MHD_get_timeout(daemon, &timeout) != MHD_YES || timeout > (MHD_UNSIGNED_LONG_LONG)longest) {
        return longest;
    }
    return (int)timeout;
}

int ehs_connection_fd(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info == NULL ? -1 : info->connect_fd;
}

void *ehs_connection_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info == NULL ? NULL : info->socket_context;
}

const struct sockaddr *ehs_connection_address(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info == NULL ? NULL : info->client_addr;
}

int ehs_is_start(enum MHD_ConnectionNotificationCode event) { return event == MHD_CONNECTION_NOTIFY_STARTED; }

static const char *value_of(
    struct MHD_Connection *connection, enum MHD_ValueKind kind, const char *name, size_t *size) {
    const char *value = NULL;
    *size = 0;
    if (MHD_lookup_connection_value_n(connection, kind, name, strlen(name), &value, size) != MHD_YES) {
        return NULL;
    }
    return value == NULL ? "" : value;
}

const char *ehs_header(struct MHD_Connection *connection, const char *name, size_t *size) {
    return value_of(connection, MHD_HEADER_KIND, name, size);
}

const char *ehs_query_item(struct MHD_Connection *connection, const char *name, size_t *size) {
    return value_of(connection, MHD_GET_ARGUMENT_KIND, name, size);
}

struct MHD_Response *ehs_response(const void *bytes, size_t count) {
    return MHD_create_response_from_buffer(
        count, (void *)bytes, count == 0 ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_COPY);
}

int ehs_wake_descriptor(void) { return eventfd(0, EFD_CLOEXEC); }

struct framing {
    int verdict;
    int encodings;
    const char *length;
    size_t length_size;
};

static int is_blank(char byte) { return byte == ' ' || byte == '\t'; }

static enum MHD_Result look(
    void *context, enum MHD_ValueKind kind, const char *name, size_t name_size, const char *value, size_t value_size) {
    struct framing *seen = context;
    (void)kind;
    // RFC 9112 5.1: no blank between a name and its colon; libmicrohttpd would keep it as part of the name, and a
    // proxy that is more lenient would see another header than we do.
    if (name_size == 0 || is_blank(name[name_size - 1]) || is_blank(name[0])) {
        seen->verdict = EHS_FRAMING_BROKEN_NAME;
        return MHD_NO;
    }
    if (name_size == 14 && strncasecmp(name, "content-length", 14) == 0) {
        if (seen->length != NULL
            && (value_size != seen->length_size || memcmp(value, seen->length, value_size) != 0)) {
            seen->verdict = EHS_FRAMING_AMBIGUOUS_LENGTH;
            return MHD_NO;
        }
        seen->length = value == NULL ? "" : value;
        seen->length_size = value_size;
    } else if (name_size == 17 && strncasecmp(name, "transfer-encoding", 17) == 0) {
        seen->encodings += 1;
        if (value_size != 7 || strncasecmp(value, "chunked", 7) != 0) {
            seen->verdict = EHS_FRAMING_UNKNOWN_ENCODING;
        }
    }
    return MHD_YES;
}

int ehs_framing(struct MHD_Connection *connection, const char *version, uint64_t *content_length) {
    struct framing seen = {EHS_FRAMING_SOUND, 0, NULL, 0};
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, look, &seen);
    *content_length = UINT64_MAX;
    if (seen.verdict == EHS_FRAMING_BROKEN_NAME || seen.verdict == EHS_FRAMING_AMBIGUOUS_LENGTH) {
        return seen.verdict;
    }
    if (seen.length != NULL && seen.encodings > 0) {
        return EHS_FRAMING_LENGTH_AND_ENCODING;
    }
    // RFC 9112 6.1: an encoding in HTTP/1.0, or a repeated one, has no agreed meaning.
    if (seen.encodings > 1 || (seen.encodings == 1 && strcmp(version, "HTTP/1.0") == 0)) {
        return EHS_FRAMING_UNKNOWN_ENCODING;
    }
    if (seen.length != NULL) {
        uint64_t sum = 0;
        for (size_t index = 0; index < seen.length_size; index += 1) {
            char byte = seen.length[index];
            if (byte < '0' || byte > '9' || sum > (UINT64_MAX - 9) / 10) {
                return EHS_FRAMING_AMBIGUOUS_LENGTH;
            }
            sum = sum * 10 + (uint64_t)(byte - '0');
        }
        if (seen.length_size == 0) {
            return EHS_FRAMING_AMBIGUOUS_LENGTH;
        }
        *content_length = sum;
    }
    return seen.verdict;
}
