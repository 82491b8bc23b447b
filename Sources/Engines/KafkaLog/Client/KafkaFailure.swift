import CKafka

/// An error of librdkafka: its code, its text, and its meaning for a transaction.
struct KafkaFailure: Error, Equatable, CustomStringConvertible {
    let code: rd_kafka_resp_err_t
    let message: String
    let isFatal: Bool
    let isRetriable: Bool
    let requiresAbort: Bool

    init(
        _ code: rd_kafka_resp_err_t,
        _ message: String? = nil,
        isFatal: Bool = false,
        isRetriable: Bool = false,
        requiresAbort: Bool = false
    ) {
        self.code = code
        self.message = message ?? String(cString: rd_kafka_err2str(code))
        self.isFatal = isFatal
        self.isRetriable = isRetriable
        self.requiresAbort = requiresAbort
    }

    /// Takes over an error object and frees it.
    init(taking error: OpaquePointer) {
        self.init(
            rd_kafka_error_code(error),
            String(cString: rd_kafka_error_string(error)),
            isFatal: rd_kafka_error_is_fatal(error) != 0,
            isRetriable: rd_kafka_error_is_retriable(error) != 0,
            requiresAbort: rd_kafka_error_txn_requires_abort(error) != 0
        )
        rd_kafka_error_destroy(error)
    }

    /// Whether the cluster refuses the user, which waiting does not change.
    ///
    /// A rejected certificate is reported as a lost connection; only the text shows it.
    var isRefusal: Bool {
        code == RD_KAFKA_RESP_ERR__AUTHENTICATION || code == RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED
            || message.contains("certificate")
    }

    /// Kafka's name of the code, as `NOT_COORDINATOR`.
    var name: String {
        String(cString: rd_kafka_err2name(code))
    }

    /// Whether retention removed the offsets to read (`auto.offset.reset=error`).
    var meansRemoved: Bool {
        code == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET || code == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE
    }

    var description: String {
        "\(message) (\(name))"
    }

    /// Throws the error object of a call, if there is one.
    static func check(_ error: OpaquePointer?) throws(KafkaFailure) {
        if let error {
            throw KafkaFailure(taking: error)
        }
    }
}
