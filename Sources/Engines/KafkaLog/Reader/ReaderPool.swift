import CKafka
import LogPort
import Synchronization

/// Consumers without a group that readers share: one connection to each broker serves many readers.
///
/// A consumer can read a partition once at a time; a second reader of the same partition gets another consumer. Limit:
/// as many consumers as there are readers of one partition at the same time; they are kept until the log is closed.
final class ReaderPool: Sendable {
    /// The right to read one partition with one consumer.
    struct Lease {
        let client: KafkaClient
        let partition: ClusterPartition
        fileprivate let index: Int
    }

    private struct Slot {
        let client: KafkaClient
        var busy: Set<ClusterPartition> = []
    }

    private let settings: KafkaLogSettings
    private let purpose: KafkaClient.Purpose
    private let slots = Mutex<[Slot]>([])

    init(_ settings: KafkaLogSettings, _ purpose: KafkaClient.Purpose = .reader) {
        self.settings = settings
        self.purpose = purpose
    }

    func lease(_ partition: ClusterPartition) throws(LogError) -> Lease {
        if let lease = free(partition) {
            return lease
        }
        let client = try KafkaClient(purpose, settings)
        return slots.withLock { slots in
            slots.append(Slot(client: client, busy: [partition]))
            return Lease(client: client, partition: partition, index: slots.count - 1)
        }
    }

    func giveBack(_ lease: Lease) {
        slots.withLock { slots in
            if lease.index < slots.count {
                slots[lease.index].busy.remove(lease.partition)
            }
        }
    }

    private func free(_ partition: ClusterPartition) -> Lease? {
        slots.withLock { slots in
            guard let index = slots.firstIndex(where: { !$0.busy.contains(partition) }) else { return nil }
            slots[index].busy.insert(partition)
            return Lease(client: slots[index].client, partition: partition, index: index)
        }
    }
}
