import CKafka
import LogPort

/// One call of librdkafka's admin interface: sends, waits, hands out the answer.
///
/// Limit: one answer a request; the wait is the settings' request time-out and a second.
struct AdminRequest {
    let client: KafkaClient
    let action: String
    /// The broker that is to answer; nil leaves it to librdkafka.
    var broker: Int32?

    /// Sends a request and reads its answer.
    ///
    /// - Parameters:
    ///   - operation: Which request the options are for.
    ///   - accepted: An error code that is a valid answer.
    ///   - send: Enqueues the request with its options; the answer comes to the queue.
    ///   - read: Reads the answer, which lives as long as the call.
    /// - Returns: What `read` made of the answer.
    /// - Throws: ``LogError`` when the request failed or `read` throws.
    func run<Result>(
        _ operation: rd_kafka_admin_op_t,
        accepting accepted: rd_kafka_resp_err_t = RD_KAFKA_RESP_ERR_NO_ERROR,
        _ send: (_ options: OpaquePointer, _ queue: OpaquePointer) -> Void,
        _ read: (OpaquePointer) throws(LogError) -> Result
    ) throws(LogError) -> Result {
        let timeout = Int32(client.settings.requestTimeoutMilliseconds)
        guard let queue = rd_kafka_queue_new(client.handle),
            let options = rd_kafka_AdminOptions_new(client.handle, operation)
        else { preconditionFailure("librdkafka aborts the process itself when there is no memory") }
        defer {
            rd_kafka_AdminOptions_destroy(options)
            rd_kafka_queue_destroy(queue)
        }
        var message = [CChar](repeating: 0, count: 256)
        rd_kafka_AdminOptions_set_request_timeout(options, timeout, &message, message.count)
        if let broker {
            rd_kafka_AdminOptions_set_broker(options, broker, &message, message.count)
        }
        send(options, queue)
        guard let event = rd_kafka_queue_poll(queue, timeout + 1_000) else {
            throw .fault(KafkaFailure(RD_KAFKA_RESP_ERR__TIMED_OUT), action, remedy: .retry)
        }
        defer { rd_kafka_event_destroy(event) }
        let code = rd_kafka_event_error(event)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR || code == accepted else {
            let words = rd_kafka_event_error_string(event).map { String(cString: $0) }
            throw .fault(KafkaFailure(code, words), action, remedy: .retry)
        }
        return try read(event)
    }
}
