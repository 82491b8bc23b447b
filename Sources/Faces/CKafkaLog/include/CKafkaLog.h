#ifndef EYRIE_CKAFKALOG_H
#define EYRIE_CKAFKALOG_H

// The two inner loops of the Kafka log, where one C call a record would be one Swift call a record too many: frames to
// librdkafka's messages and back. The form of a frame is in RecordFrames.swift, that of headers in RecordHeaders.swift;
// KafkaLogTests compares this copy with frames made in Swift.

#include <stddef.h>
#include <stdint.h>

// librdkafka's own header belongs to the module CKafka: here its types are only named, so that no declaration has two
// owners. Codes are rd_kafka_resp_err_t, messages are pointers to rd_kafka_message_t.
struct rd_kafka_s;
struct rd_kafka_conf_s;
struct rd_kafka_topic_s;

/// Where the fields of a frame's header stand, in bytes from the frame's start: `FrameLayout` in Swift.
enum {
    ekl_frame_timestamp = 0,
    ekl_frame_offset_delta = 8,
    ekl_frame_key_length = 16,
    ekl_frame_headers_length = 20,
    ekl_frame_value_length = 24,
    ekl_frame_reserved = 28,
    ekl_frame_header_length = 32,
};

/// The parts of one frame, borrowed from the buffer that holds it.
struct ekl_frame {
    int64_t timestamp;
    const uint8_t *key;
    size_t key_length;
    const uint8_t *headers;
    size_t headers_length;
    /// NULL is a tombstone.
    const uint8_t *value;
    size_t value_length;
    /// The first byte behind the frame.
    const uint8_t *end;
};

/// Reads the frame that begins at an address; the caller knows that it is whole.
void ekl_read_frame(const uint8_t *at, struct ekl_frame *frame);

/// The outcome of the messages of one transaction; written by the delivery callback, on the thread that polls.
struct ekl_deliveries {
    /// Messages handed to librdkafka.
    uint64_t enqueued;
    /// Messages that a broker has.
    uint64_t delivered;
    /// Messages that no broker has.
    uint64_t failed;
    /// The first failure.
    int32_t error;
    /// Offset of the first message of each append, -1 until it is delivered.
    int64_t *base_offsets;
    size_t append_count;
};

/// The opaque of every client: the owner's object, and the deliveries of a producer.
struct ekl_context {
    void *owner;
    struct ekl_deliveries deliveries;
};

/// Sets up the C library's allocator for librdkafka's threads; process-wide, to be called before there are any.
///
/// Each client has two threads and more for each broker, and glibc would give each of them its own arena to keep freed
/// memory in; messages are made by one thread and freed by another, so that all of them grow. And batches of a few
/// hundred KiB would be mapped and unmapped one by one.
void ekl_settle_memory(void);

/// Sets the delivery callback of a producer whose opaque is an `ekl_context`.
void ekl_count_deliveries(struct rd_kafka_conf_s *conf);

/// Hands every frame of a buffer to a producer, as messages of one partition.
///
/// Waits while the producer's queue is full, at most `patience_ms` without any delivery.
/// `append` is the index of the append whose base offset the first message has; *position is the first byte not
/// handed over.
int32_t ekl_produce(struct rd_kafka_s *client, struct rd_kafka_topic_s *topic, int32_t partition, const uint8_t *frames,
                                size_t length, size_t append, int patience_ms, size_t *position);

/// Bytes that consecutive messages of one partition take as frames; `run` are pointers to messages.
size_t ekl_frames_length(const void *run, size_t count);

/// Writes consecutive messages of one partition as frames; `first` and `last` are their smallest and largest time.
void ekl_write_frames(const void *run, size_t count, uint8_t *frames, int64_t *first, int64_t *last);

#endif
