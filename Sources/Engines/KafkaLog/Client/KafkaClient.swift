import CKafka
import CKafkaLog
import Foundation
import LogPort
import Telemetry

/// One client of librdkafka (`rd_kafka_t`), configured, with its callbacks; freed with the object.
///
/// Used by one thread at a time, except for the calls that librdkafka allows from any thread.
final class KafkaClient: @unchecked Sendable {
    // @unchecked: librdkafka's handle is thread-safe; the callbacks' object is set once, before the handle exists.

    /// What a client is for; decides its properties.
    enum Purpose: Sendable {
        /// A member of a group; others of the group see its name.
        case member(group: String, name: String)
        /// Questions about a group's committed offsets, without joining it.
        case offsets(group: String, areStable: Bool)
        /// A transactional producer; `writes` says whether its records come from outside or from a worker.
        case producer(transactionalID: String, writes: WriterKind)
        /// A reader of partitions, outside any group.
        case reader
        /// A reader of one record here and there, which fetches nothing ahead.
        case glance
        /// Questions about the cluster: watermarks as they are, open transactions included.
        case questions

        /// Whether records are fetched.
        var isReading: Bool {
            switch self {
            case .member, .reader, .glance: true
            case .producer, .offsets, .questions: false
            }
        }
    }

    let handle: OpaquePointer
    let settings: KafkaLogSettings
    /// Opaque of every callback; freed after the handle.
    let context: UnsafeMutablePointer<ekl_context>
    private let callbacks: ClientCallbacks

    /// Makes a client; no connection is needed for it to exist.
    ///
    /// - Throws: ``LogError`` with `unusable` when a property is refused by librdkafka.
    init(_ purpose: Purpose, _ settings: KafkaLogSettings) throws(LogError) {
        self.settings = settings
        callbacks = ClientCallbacks(logger: settings.logger, tokenFile: settings.tokenFile)
        context = .allocate(capacity: 1)
        context.initialize(to: ekl_context())
        context.pointee.owner = Unmanaged.passUnretained(callbacks).toOpaque()
        let configuration: OpaquePointer = rd_kafka_conf_new()
        do throws(LogError) {
            for property in ClientProperties.all(of: purpose, settings) {
                try Self.set(property, in: configuration)
            }
        } catch {
            rd_kafka_conf_destroy(configuration)
            context.deallocate()
            throw error
        }
        rd_kafka_conf_set_opaque(configuration, context)
        callbacks.install(in: configuration)
        var kind = RD_KAFKA_CONSUMER
        switch purpose {
        case .producer:
            kind = RD_KAFKA_PRODUCER
            ekl_count_deliveries(configuration)
        case .member:
            callbacks.installRebalance(in: configuration)
        case .offsets, .reader, .glance, .questions: break
        }
        var message = [CChar](repeating: 0, count: 512)
        guard let handle = rd_kafka_new(kind, configuration, &message, message.count) else {
            rd_kafka_conf_destroy(configuration)
            context.deallocate()
            throw LogError(
                .unusable,
                action: "making a client of \(settings.bootstrapServers)",
                message: "\(String(terminated: message)); check kafka.properties",
                remedy: .stop
            )
        }
        self.handle = handle
        callbacks.didStart(handle)
    }

    deinit {
        // Never waits for a group: a member has left it before.
        rd_kafka_destroy_flags(handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
        context.deallocate()
    }

    /// Returns the decision of the group's coordinator since the last call.
    func takeRebalances() -> [Rebalance] {
        callbacks.takeRebalances()
    }

    /// From now on a rebalance gives up all partitions at once.
    func stopAssigning() {
        callbacks.stopAssigning()
    }

    /// The last error that the client reported outside a call, such as "all brokers are down"; nil when all is well.
    var trouble: KafkaFailure? {
        callbacks.trouble
    }

    /// Serves the client's events, for a client that is not polled.
    func listen() {
        while rd_kafka_poll(handle, 0) > 0 {}
    }

    /// Forgets earlier errors, so that later ones show the present state.
    func forgetTrouble() {
        listen()
        callbacks.forgetTrouble()
    }

    private static func set(_ property: KafkaProperty, in configuration: OpaquePointer) throws(LogError) {
        var message = [CChar](repeating: 0, count: 512)
        let result = rd_kafka_conf_set(configuration, property.name, property.value, &message, message.count)
        guard result != RD_KAFKA_CONF_OK else { return }
        let isSecret = KafkaProperties.isSecret(property.name)
        let reason = isSecret ? "the value is not accepted" : String(terminated: message)
        throw LogError(
            .unusable,
            action: "configuring the Kafka client",
            message: "\(property.name): \(reason); check kafka.properties",
            remedy: .stop
        )
    }
}

/// A decision of a group's coordinator for one member.
enum Rebalance: Equatable {
    /// These partitions, by their names in the cluster, belong to the member once it takes them.
    case assign([ClusterPartition])
    /// The member has to give up all it has; it may commit before it does.
    case revoke
    /// Another member already owns the partitions.
    case lost
}
