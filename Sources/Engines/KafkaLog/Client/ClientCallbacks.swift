import CKafka
import CKafkaLog
import Foundation
import LogPort
import Synchronization
import Telemetry

/// The callbacks of librdkafka: log lines, errors, rebalances, and requests for a new token.
///
/// A rebalance is only noted here and handled after its poll, because a commit has to come before the partitions are
/// given up, and the group waits until then.
final class ClientCallbacks: Sendable {
    private struct State {
        var rebalances: [Rebalance] = []
        var isStopping = false
        var trouble: KafkaFailure?
        /// Why there is no token; without a token no connection is tried that would report it.
        var tokenTrouble: KafkaFailure?
    }

    private let logger: Logger
    private let tokenFile: String?
    private let state = Mutex(State())

    init(logger: Logger, tokenFile: String?) {
        self.logger = logger.with(["component": "kafka"])
        self.tokenFile = tokenFile
    }

    func install(in configuration: OpaquePointer) {
        rd_kafka_conf_set_log_cb(configuration) { client, level, facility, message in
            guard let client, let message else { return }
            ClientCallbacks.of(rd_kafka_opaque(client))?.log(
                level: level,
                facility: facility.map { String(cString: $0) } ?? "",
                String(cString: message)
            )
        }
        rd_kafka_conf_set_error_cb(configuration) { _, code, reason, opaque in
            let failure = KafkaFailure(
                rd_kafka_resp_err_t(code),
                reason.map { String(cString: $0) }
            )
            ClientCallbacks.of(opaque)?.note(failure)
        }
        guard tokenFile != nil else { return }
        rd_kafka_conf_enable_sasl_queue(configuration, 1)
        rd_kafka_conf_set_oauthbearer_token_refresh_cb(configuration) { client, _, opaque in
            guard let client else { return }
            ClientCallbacks.of(opaque)?.refreshToken(client)
        }
    }

    func installRebalance(in configuration: OpaquePointer) {
        rd_kafka_conf_set_rebalance_cb(configuration) { client, code, partitions, opaque in
            guard let client, let callbacks = ClientCallbacks.of(opaque) else { return }
            callbacks.rebalance(client, code, partitions)
        }
    }

    /// Serves token requests in the background, so that they do not wait for a poll.
    func didStart(_ client: OpaquePointer) {
        guard tokenFile != nil else { return }
        if let error = rd_kafka_sasl_background_callbacks_enable(client) {
            logger.warning("tokens wait for polls", ["error": .string(KafkaFailure(taking: error).description)])
        }
    }

    func takeRebalances() -> [Rebalance] {
        state.withLock { state in
            defer { state.rebalances = [] }
            return state.rebalances
        }
    }

    func stopAssigning() {
        state.withLock { $0.isStopping = true }
    }

    var trouble: KafkaFailure? {
        state.withLock { $0.tokenTrouble ?? $0.trouble }
    }

    func forgetTrouble() {
        state.withLock { $0.trouble = nil }
    }

    private static func of(_ opaque: UnsafeMutableRawPointer?) -> ClientCallbacks? {
        guard let owner = opaque?.assumingMemoryBound(to: ekl_context.self).pointee.owner else { return nil }
        return Unmanaged<ClientCallbacks>.fromOpaque(owner).takeUnretainedValue()
    }

    private func rebalance(
        _ client: OpaquePointer,
        _ code: rd_kafka_resp_err_t,
        _ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
    ) {
        let isAssign = code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS
        let isLost = !isAssign && rd_kafka_assignment_lost(client) != 0
        let isStopping = state.withLock { state in
            if !state.isStopping {
                let partitions = list.map { PartitionList.partitions(of: $0) } ?? []
                state.rebalances.append(isAssign ? .assign(partitions) : isLost ? .lost : .revoke)
            }
            return state.isStopping
        }
        if isStopping {
            rd_kafka_assign(client, nil)
        }
    }

    private func note(_ failure: KafkaFailure) {
        state.withLock { state in
            // "All brokers are down" follows every other cause and says less.
            guard failure.code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || state.trouble == nil else { return }
            state.trouble = failure
        }
        // The failing call reports a fatal error, too.
        logger.warning("Kafka client", ["error": .string(failure.description)])
    }

    private func log(level: Int32, facility: String, _ message: String) {
        let metadata: LoggerMetadata = ["kafka.facility": .string(facility), "kafka.message": .string(message)]
        switch level {
        case 0...3: logger.warning("librdkafka", metadata)
        case 4: logger.info("librdkafka", metadata)
        default: logger.debug("librdkafka", metadata)
        }
    }

    private func refreshToken(_ client: OpaquePointer) {
        guard let tokenFile else { return }
        do {
            let token = try BearerToken(file: tokenFile)
            var message = [CChar](repeating: 0, count: 512)
            let code = rd_kafka_oauthbearer_set_token(
                client,
                token.value,
                token.expiresAtMilliseconds,
                token.subject,
                nil,
                0,
                &message,
                message.count
            )
            if code != RD_KAFKA_RESP_ERR_NO_ERROR {
                lacksToken(client, String(terminated: message))
                logger.warning("token refused", ["error": .string(String(terminated: message))])
            } else {
                state.withLock { $0.tokenTrouble = nil }
            }
        } catch {
            lacksToken(client, "\(error)")
            logger.warning("no token", ["error": .error(error)])
        }
    }

    /// Tells librdkafka, which asks again in ten seconds.
    private func lacksToken(_ client: OpaquePointer, _ reason: String) {
        state.withLock { $0.tokenTrouble = KafkaFailure(RD_KAFKA_RESP_ERR__AUTHENTICATION, reason) }
        rd_kafka_oauthbearer_set_token_failure(client, reason)
    }
}
