import LogPort

/// A producer that ticks when a commit begins and rests when it ends: between two commits its user may wait forever.
final class WatchedProducer: LogProducer {
    private let producer: any LogProducer
    private let heartbeat: Heartbeat

    init(_ producer: any LogProducer, _ heartbeat: Heartbeat) {
        self.producer = producer
        self.heartbeat = heartbeat
    }

    func commit(_ transaction: LogTransaction) throws(LogError) -> [Int64] {
        heartbeat.tick()
        defer { heartbeat.rest() }
        return try producer.commit(transaction)
    }

    func close() {
        producer.close()
    }
}
