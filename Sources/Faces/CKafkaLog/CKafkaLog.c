#include "CKafkaLog.h"

#include <librdkafka/rdkafka.h>

#include <malloc.h>
#include <string.h>

enum { most_headers = 16 };

/// A timestamp of 0 means "now" to librdkafka: it travels as 1 with this header, which is taken off again on reading.
static const char epoch_header[] = "eyrie-epoch";

void ekl_settle_memory(void) {
    mallopt(M_ARENA_MAX, 2);
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
    mallopt(M_TRIM_THRESHOLD, 8 << 20);
}

static void delivered(rd_kafka_t *client, const rd_kafka_message_t *message, void *opaque) {
    (void)client;
    struct ekl_deliveries *deliveries = &((struct ekl_context *)opaque)->deliveries;
    if (message->err) {
        deliveries->failed++;
        if (!deliveries->error) deliveries->error = message->err;
        return;
    }
    deliveries->delivered++;
    size_t append = (size_t)(uintptr_t)message->_private;
    if (append > 0 && append <= deliveries->append_count) deliveries->base_offsets[append - 1] = message->offset;
}

void ekl_count_deliveries(rd_kafka_conf_t *conf) { rd_kafka_conf_set_dr_msg_cb(conf, delivered); }

static uint16_t read16(const uint8_t *at) {
    uint16_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static uint32_t read32(const uint8_t *at) {
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static int64_t read64(const uint8_t *at) {
    int64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

void ekl_read_frame(const uint8_t *at, struct ekl_frame *frame) {
    int32_t value_length = (int32_t)read32(at + ekl_frame_value_length);
    frame->timestamp = read64(at + ekl_frame_timestamp);
    frame->key = at + ekl_frame_header_length;
    frame->key_length = read32(at + ekl_frame_key_length);
    frame->headers = frame->key + frame->key_length;
    frame->headers_length = read32(at + ekl_frame_headers_length);
    const uint8_t *value = frame->headers + frame->headers_length;
    frame->value = value_length < 0 ? NULL : value;
    frame->value_length = value_length < 0 ? 0 : (size_t)value_length;
    frame->end = value + frame->value_length;
}

/// Appends a header item; names in frames have no end mark, so they are copied.
static size_t add_headers(rd_kafka_vu_t *items, size_t count, const uint8_t *headers, size_t length, char *names,
                          size_t names_length) {
    size_t position = 0;
    size_t used = 0;
    while (position + 6 <= length && count < 6 + most_headers) {
        size_t name_length = read16(headers + position);
        if (position + 6 + name_length > length || used + name_length + 1 > names_length) break;
        char *name = names + used;
        memcpy(name, headers + position + 2, name_length);
        name[name_length] = 0;
        used += name_length + 1;
        size_t value_length = read32(headers + position + 2 + name_length);
        position += 6 + name_length;
        if (position + value_length > length) break;
        items[count].vtype = RD_KAFKA_VTYPE_HEADER;
        items[count].u.header.name = name;
        items[count].u.header.val = headers + position;
        items[count].u.header.size = (ssize_t)value_length;
        count++;
        position += value_length;
    }
    return count;
}

int32_t ekl_produce(rd_kafka_t *client, rd_kafka_topic_t *topic, int32_t partition, const uint8_t *frames,
                                size_t length, size_t append, int patience_ms, size_t *position) {
    rd_kafka_vu_t items[8 + most_headers];
    char names[1024];
    struct ekl_deliveries *deliveries = &((struct ekl_context *)rd_kafka_opaque(client))->deliveries;
    size_t at = *position;
    while (at < length) {
        struct ekl_frame frame;
        ekl_read_frame(frames + at, &frame);

        size_t count = 0;
        items[count].vtype = RD_KAFKA_VTYPE_RKT;
        items[count++].u.rkt = topic;
        items[count].vtype = RD_KAFKA_VTYPE_PARTITION;
        items[count++].u.i32 = partition;
        items[count].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
        items[count++].u.i = RD_KAFKA_MSG_F_COPY;
        items[count].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
        items[count++].u.i64 = frame.timestamp == 0 ? 1 : frame.timestamp;
        items[count].vtype = RD_KAFKA_VTYPE_KEY;
        items[count].u.mem.ptr = (void *)frame.key;
        items[count++].u.mem.size = frame.key_length;
        items[count].vtype = RD_KAFKA_VTYPE_VALUE;
        items[count].u.mem.ptr = (void *)frame.value;
        items[count++].u.mem.size = frame.value_length;
        items[count].vtype = RD_KAFKA_VTYPE_OPAQUE;
        items[count++].u.ptr = at == 0 ? (void *)(uintptr_t)(append + 1) : NULL;
        if (frame.timestamp == 0) {
            items[count].vtype = RD_KAFKA_VTYPE_HEADER;
            items[count].u.header.name = epoch_header;
            items[count].u.header.val = "0";
            items[count++].u.header.size = 1;
        }
        count = add_headers(items, count, frame.headers, frame.headers_length, names, sizeof names);

        uint64_t seen = deliveries->delivered + deliveries->failed;
        int waited = 0;
        rd_kafka_resp_err_t code;
        while (1) {
            rd_kafka_error_t *error = rd_kafka_produceva(client, items, count);
            if (!error) {
                code = RD_KAFKA_RESP_ERR_NO_ERROR;
                break;
            }
            code = rd_kafka_error_code(error);
            rd_kafka_error_destroy(error);
            if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL) break;
            if (waited >= patience_ms) break;
            rd_kafka_poll(client, 10);
            uint64_t now = deliveries->delivered + deliveries->failed;
            waited = now == seen ? waited + 10 : 0;
            seen = now;
        }
        if (code) {
            *position = at;
            return code;
        }
        deliveries->enqueued++;
        at = (size_t)(frame.end - frames);
    }
    *position = at;
    return RD_KAFKA_RESP_ERR_NO_ERROR;
}

/// Whether a header is ours for a timestamp of 0.
static int is_epoch(const char *name) { return strcmp(name, epoch_header) == 0; }

static size_t headers_size(const rd_kafka_message_t *message) {
    rd_kafka_headers_t *headers;
    if (rd_kafka_message_headers(message, &headers)) return 0;
    size_t size = 0;
    const char *name;
    const void *value;
    size_t length;
    for (size_t i = 0; !rd_kafka_header_get_all(headers, i, &name, &value, &length); i++) {
        if (!is_epoch(name)) size += 6 + strlen(name) + length;
    }
    return size;
}

size_t ekl_frames_length(const void *run, size_t count) {
    rd_kafka_message_t *const *messages = run;
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        length += ekl_frame_header_length + messages[i]->key_len + messages[i]->len + headers_size(messages[i]);
    }
    return length;
}

static uint8_t *write_headers(const rd_kafka_message_t *message, uint8_t *at, int *is_at_epoch) {
    rd_kafka_headers_t *headers;
    if (rd_kafka_message_headers(message, &headers)) return at;
    const char *name;
    const void *value;
    size_t length;
    for (size_t i = 0; !rd_kafka_header_get_all(headers, i, &name, &value, &length); i++) {
        if (is_epoch(name)) {
            *is_at_epoch = 1;
            continue;
        }
        uint16_t name_length = (uint16_t)strlen(name);
        uint32_t value_length = (uint32_t)length;
        memcpy(at, &name_length, 2);
        memcpy(at + 2, name, name_length);
        memcpy(at + 2 + name_length, &value_length, 4);
        if (length > 0) memcpy(at + 6 + name_length, value, length);
        at += 6 + name_length + length;
    }
    return at;
}

void ekl_write_frames(const void *run, size_t count, uint8_t *frames, int64_t *first, int64_t *last) {
    rd_kafka_message_t *const *messages = run;
    int64_t base = messages[0]->offset;
    uint8_t *at = frames;
    *first = INT64_MAX;
    *last = INT64_MIN;
    for (size_t i = 0; i < count; i++) {
        const rd_kafka_message_t *message = messages[i];
        int64_t timestamp = rd_kafka_message_timestamp(message, NULL);
        int is_at_epoch = 0;
        uint8_t *headers = at + ekl_frame_header_length + message->key_len;
        uint8_t *value = write_headers(message, headers, &is_at_epoch);
        if (is_at_epoch) timestamp = 0;
        int64_t delta = message->offset - base;
        uint32_t key_length = (uint32_t)message->key_len;
        uint32_t headers_length = (uint32_t)(value - headers);
        int32_t value_length = message->payload ? (int32_t)message->len : -1;
        uint32_t zero = 0;
        memcpy(at + ekl_frame_timestamp, &timestamp, sizeof timestamp);
        memcpy(at + ekl_frame_offset_delta, &delta, sizeof delta);
        memcpy(at + ekl_frame_key_length, &key_length, sizeof key_length);
        memcpy(at + ekl_frame_headers_length, &headers_length, sizeof headers_length);
        memcpy(at + ekl_frame_value_length, &value_length, sizeof value_length);
        memcpy(at + ekl_frame_reserved, &zero, sizeof zero);
        if (key_length > 0) memcpy(at + ekl_frame_header_length, message->key, key_length);
        if (value_length > 0) memcpy(value, message->payload, message->len);
        at = value + (value_length > 0 ? value_length : 0);
        if (timestamp < *first) *first = timestamp;
        if (timestamp > *last) *last = timestamp;
    }
}
