import Foundation
import LogPort

/// Drives several members of one group on one thread, and checks ownership and order at every event.
///
/// A partition belongs to a member from `assigned` until the poll after `revoked`, or until `lost`.
final class GroupDriver {
    private struct Member {
        let worker: any LogWorker
        var owned: Set<TopicPartition> = []
        /// Told `revoked`; given up with the next poll.
        var isGivingUp = false
        var next: [TopicPartition: Int64] = [:]
    }

    private let verifier: EventLogVerifier
    private let log: any EventLog
    private let group: String
    private var members: [String: Member] = [:]
    /// What each partition's owners were handed and have committed, in order.
    private(set) var committed: [TopicPartition: [PlacedRecord]] = [:]
    private var uncommitted: [TopicPartition: [PlacedRecord]] = [:]

    init(_ verifier: EventLogVerifier, log: any EventLog, group: String) {
        self.verifier = verifier
        self.log = log
        self.group = group
    }

    var names: [String] {
        members.keys.sorted()
    }

    func owned(by name: String) -> Set<TopicPartition> {
        members[name]?.owned ?? []
    }

    func join(_ name: String, topics: [String]) throws {
        members[name] = Member(worker: try log.makeWorker(group: group, topics: topics, member: name))
    }

    func leave(_ name: String) throws {
        let member = members.removeValue(forKey: name)
        for partition in member?.owned ?? [] {
            uncommitted[partition] = nil
        }
        member?.worker.close()
    }

    func worker(_ name: String) throws -> any LogWorker {
        guard let member = members[name] else { throw verifier.fail("there is no member \(name)") }
        return member.worker
    }

    /// Polls one member once; with `commits`, everything that it was handed is committed at once.
    @discardableResult
    func turn(_ name: String, commits: Bool = true) throws -> WorkerEvent {
        guard var member = members[name] else { throw verifier.fail("there is no member \(name)") }
        let event = try member.worker.poll(maxWaitMilliseconds: 10)
        if member.isGivingUp {
            release(&member)
        }
        switch event {
        case .assigned(let added):
            for partition in added {
                member.owned.insert(partition)
                member.next[partition] = try log.resolve(.committed(group: group), in: partition)
            }
        case .revoked(let removed):
            try verifier.expectEqual(Set(removed), member.owned, "what \(name) was told to give up")
            member.isGivingUp = true
        case .lost:
            release(&member)
        case .records(let batch):
            try take(batch, by: name, &member)
        case .idle: break
        }
        members[name] = member
        try checkOwners()
        if case .records(let batch) = event, commits {
            let offset = LogTransaction.Offset(batch.source, next: batch.nextOffset)
            _ = try member.worker.commit(LogTransaction(offsets: [offset]))
            noteCommit(batch.source)
        }
        return event
    }

    func noteCommit(_ partition: TopicPartition) {
        committed[partition, default: []] += uncommitted.removeValue(forKey: partition) ?? []
    }

    /// Turns all members until every partition has an owner, every member that can has its share, and nothing moves.
    func settle(_ partitions: Set<TopicPartition>) throws {
        let deadline = Date(timeIntervalSinceNow: verifier.patience)
        var quiet = 0
        while quiet < 4 {
            guard Date() < deadline else {
                let shares = names.map { "\($0): \(owned(by: $0).sorted())" }.joined(separator: ", ")
                throw verifier.fail("the group did not settle within \(verifier.patience) s: \(shares)")
            }
            var hasMoved = false
            for name in names {
                switch try turn(name) {
                case .assigned, .revoked, .lost: hasMoved = true
                case .records, .idle: break
                }
            }
            let shares = members.values.map(\.owned)
            let isWhole = shares.reduce(into: Set()) { $0.formUnion($1) } == partitions
            let isFair = members.count > partitions.count || shares.allSatisfy { !$0.isEmpty }
            quiet = hasMoved || !isWhole || !isFair ? 0 : quiet + 1
        }
    }

    /// Turns all members until `count` records have been committed.
    func drain(_ count: Int) throws {
        let deadline = Date(timeIntervalSinceNow: verifier.patience)
        while committed.values.reduce(0, { $0 + $1.count }) < count {
            guard Date() < deadline else {
                let found = committed.values.reduce(0) { $0 + $1.count }
                throw verifier.fail("\(found) of \(count) records came within \(verifier.patience) s")
            }
            for name in names {
                try turn(name)
            }
        }
    }

    private func release(_ member: inout Member) {
        for partition in member.owned {
            uncommitted[partition] = nil
        }
        member.owned = []
        member.next = [:]
        member.isGivingUp = false
    }

    private func take(_ batch: RecordBatch, by name: String, _ member: inout Member) throws {
        guard let next = member.next[batch.source] else {
            throw verifier.fail("\(name) got records of \(batch.source), which it does not own")
        }
        let records = batch.placedRecords()
        guard let first = records.first?.offset else { throw verifier.fail("\(name) got an empty batch") }
        try verifier.expect(first >= next, "\(name) got offset \(first) of \(batch.source) after \(next - 1)")
        member.next[batch.source] = batch.nextOffset
        uncommitted[batch.source, default: []] += records
    }

    private func checkOwners() throws {
        var owners: [TopicPartition: String] = [:]
        for (name, member) in members {
            for partition in member.owned {
                if let other = owners.updateValue(name, forKey: partition) {
                    throw verifier.fail("\(name) and \(other) own \(partition) at the same time")
                }
            }
        }
    }
}
