import Cryptography
package import EventModel
package import LogPort
package import PartKit
import StageRuntime

/// The writes of people to a log: models, controls, triage; each with its entry in the audit topic.
///
/// A control for partitions is appended to every partition of the alerts in one transaction, so that each partition
/// switches at a definite place of its order, or none does.
package struct LogOperations: Sendable {
    /// Reads the time, for records of when a person acted; stages never depend on it.
    package typealias Clock = @Sendable () -> Timestamp

    /// The producer's name in the log.
    package static let producerID = "eyrie-operations"

    /// The people who give orders, as a node of the topology.
    package static let node = TopologyNode.people(
        "operator",
        writes: [Topics.alerts.name, Topics.models.name, Topics.audit.name],
        producerID: producerID,
        purpose: "people who give orders: models, thresholds, triage"
    )

    private let log: any LogReading & LogWriting
    private let now: Clock
    /// Retries and discards dead letters.
    package let deadLetters: DeadLetterOperations

    /// Prepares the operations on a log that this process owns.
    ///
    /// - Parameters:
    ///   - log: The log.
    ///   - topology: The parts, along which a rejected record is traced to its alert.
    ///   - now: The time, for records that say when a person acted.
    package init(log: any LogReading & LogWriting, topology: Topology, now: @escaping Clock) {
        self.log = log
        self.now = now
        deadLetters = DeadLetterOperations(log: log, topology: topology, now: now)
    }

    /// Stores a trained model under its digest.
    ///
    /// - Parameters:
    ///   - value: The model record's bytes.
    ///   - actor: Who trained it.
    /// - Returns: The digest of the bytes.
    /// - Throws: ``OperationFault`` when the bytes are no model record, or ``LogError``.
    package func store(model value: [UInt8], by actor: String) throws -> Digest {
        let record: ModelRecord
        do {
            record = try value.withUnsafeBytes { try ModelRecord(decoding: $0) }
        } catch {
            throw OperationFault.invalid("storing a model: \(error)")
        }
        let digest = Digest(SHA256.digest(of: value).bytes)
        let time = now()
        var transaction = LogTransaction()
        transaction.append(
            key: digest.description,
            value: value,
            timestampMilliseconds: time.milliseconds,
            to: TopicPartition(Topics.models.name, 0)
        )
        let detail = "\(record.manifest.algorithm) on \(record.manifest.trainedOn) vectors"
        audit(&transaction, at: time, actor, "model-stored", digest.description, detail)
        try commit(transaction)
        return digest
    }

    /// Appends a control record in band.
    ///
    /// - Parameters:
    ///   - action: The change.
    ///   - actor: The author.
    /// - Returns: The control as appended.
    /// - Throws: ``OperationFault`` when the log does not hold its model, or ``LogError``.
    package func append(_ action: Control.Action, by actor: String) throws -> Control {
        if case .activateModel(let digest) = action {
            let contents = ModelTopicContents(log: log, topic: Topics.models.name)
            guard try contents.content(digest) != nil else {
                throw OperationFault.invalid(
                    "activating model \(digest): the log holds no such model; `eyrie model list` shows the stored ones"
                )
            }
        }
        let time = now()
        let control = Control(id: id(of: action, at: time, by: actor), at: time, by: actor, action: action)
        let value = control.encoded
        let count = try log.partitionCount(of: Topics.alerts.name)
        var transaction = LogTransaction()
        let partitions: [Int32]
        if let profile = control.profile {
            partitions = [Partitioner.partition(of: profile, count: Int(count))]
        } else {
            partitions = Array(0..<count)
        }
        for partition in partitions {
            transaction.append(
                key: control.recordKey,
                value: value,
                timestampMilliseconds: time.milliseconds,
                to: TopicPartition(Topics.alerts.name, partition)
            )
        }
        let (name, target, detail) = Self.describe(action)
        audit(&transaction, at: time, actor, name, target, detail)
        try commit(transaction)
        return control
    }

    private static func describe(_ action: Control.Action) -> (name: String, target: String, detail: String) {
        switch action {
        case .activateModel(let digest): ("model-activated", digest.description, "")
        case .setThreshold(let threshold): ("threshold-set", "scoring", threshold.description)
        case .triage(let incident, _, let triage, let note): ("triage-\(triage.rawValue)", incident.rawValue, note)
        case .stateRebuilt(let state):
            ("state-rebuilt", "\(state.stage)/\(state.partition)", "from offset \(state.from)")
        }
    }

    private func id(of action: Control.Action, at time: Timestamp, by actor: String) -> EventID {
        Digest(SHA256.digest(of: "\(actor)\n\(time.nanoseconds)\n\(Self.describe(action))").bytes).eventID
    }

    private func audit(
        _ transaction: inout LogTransaction,
        at time: Timestamp,
        _ actor: String,
        _ action: String,
        _ target: String,
        _ detail: String
    ) {
        let entry = AuditEntry(at: time, actor: actor, action: action, target: target, detail: detail)
        transaction.append(
            key: actor,
            value: entry.encoded,
            timestampMilliseconds: time.milliseconds,
            to: TopicPartition(Topics.audit.name, 0)
        )
    }

    private func commit(_ transaction: LogTransaction) throws(LogError) {
        let producer = try log.makeProducer(id: Self.producerID)
        defer { producer.close() }
        _ = try producer.commit(transaction)
    }
}
