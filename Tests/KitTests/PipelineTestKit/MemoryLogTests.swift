import Foundation
import LogPort
import PipelineTestKit
import Testing

@Suite("The memory log")
struct MemoryLogTests {
    static let source = TopicPartition("in", 0)
    static let target = TopicPartition("out", 0)

    static func makeLog(handOut: HandOut = .asAppended) throws -> MemoryLog {
        let log = MemoryLog(handOut: handOut)
        try log.create([
            TopicSettings(name: "in", partitions: 2, cleanup: .delete),
            TopicSettings(name: "out", partitions: 2, cleanup: .delete),
            TopicSettings(name: "state", partitions: 2, cleanup: .compact),
        ])
        let producer = try log.makeProducer(id: "p")
        for number in 0..<4 {
            _ = try producer.commit(transaction([(source, [LogRecord("k", "\(number)", at: 1)])]))
        }
        return log
    }

    static func transaction(
        _ appends: [(TopicPartition, [LogRecord])],
        offsets: [(TopicPartition, Int64)] = []
    ) -> LogTransaction {
        LogTransaction(
            appends: appends.compactMap { target, records in
                LogRecord.frames(records).map { LogTransaction.Append(target, $0) }
            },
            offsets: offsets.map { LogTransaction.Offset($0, next: $1) }
        )
    }

    /// A worker that owns everything and was handed all four records.
    static func readyWorker(_ log: MemoryLog) throws -> any LogWorker {
        let worker = try log.makeWorker(group: "g", topics: ["in"], member: "w")
        var count = 0
        while count < 4 {
            if case .records(let batch) = try worker.poll(maxWaitMilliseconds: 0) {
                count += batch.placedRecords().count
            }
        }
        return worker
    }

    @Test(
        "a commit that is struck keeps everything or nothing, as the fault says",
        arguments: InjectedFault.allCases
    )
    func struckCommit(_ fault: InjectedFault) throws {
        let log = try Self.makeLog()
        let worker = try Self.readyWorker(log)
        log.armFault(fault, afterCalls: 0)
        let commit = Self.transaction([(Self.target, [LogRecord("k", "out", at: 1)])], offsets: [(Self.source, 2)])
        let error = #expect(throws: LogError.self) { try worker.commit(commit) }
        let wantedRemedy: LogError.Remedy =
            switch fault {
            case .retry: .retry
            case .rewindBeforeEffect, .rewindAfterEffect: .rewind
            case .stop, .crashBeforeEffect, .crashAfterEffect: .stop
            }
        #expect(error?.remedy == wantedRemedy)
        let isKept = fault == .rewindAfterEffect || fault == .crashAfterEffect
        #expect(log.records(of: Self.target).count == (isKept ? 1 : 0))
        #expect(!log.isFaultPending)
        #expect(log.struckFaults.map(\.name) == ["LogWorker.commit"])
        #expect(log.hasCrashed == fault.isCrash)
        let again = fault.isCrash ? log.reopened() : log
        #expect(try again.committedOffset(group: "g", in: Self.source) == (isKept ? 2 : nil))
        #expect(log.violations == [])
    }

    @Test("the Nth call from now is the one that fails, whichever it is", arguments: 0..<6)
    func nthCall(_ calls: Int) throws {
        let log = try Self.makeLog()
        log.armFault(.retry, afterCalls: calls)
        var failed: [Int] = []
        for call in 0..<8 {
            do {
                _ = try log.topics()
            } catch {
                failed.append(call)
            }
        }
        #expect(failed == [calls])
    }

    @Test("a fault may wait for the next call of a name")
    func nextOfAName() throws {
        let log = try Self.makeLog()
        log.armFault(.stop, onNext: "EventLog.resolve")
        _ = try log.topics()
        #expect(log.isFaultPending)
        let error = #expect(throws: LogError.self) { try log.resolve(.latest, in: Self.source) }
        #expect(error?.code == .noRoom)
        #expect(try log.resolve(.latest, in: Self.source) == 4)
    }

    @Test("a poll that a fault struck after it took effect tells a change of ownership again")
    func untold() throws {
        let log = try Self.makeLog()
        let worker = try log.makeWorker(group: "g", topics: ["in"], member: "w")
        log.armFault(.rewindAfterEffect, afterCalls: 0)
        #expect(throws: LogError.self) { try worker.poll(maxWaitMilliseconds: 0) }
        try worker.rewind()
        guard case .assigned(let partitions) = try worker.poll(maxWaitMilliseconds: 0) else {
            Issue.record("the assignment was lost")
            return
        }
        #expect(partitions.count == 2)
    }

    @Test("after a crash every old handle is closed, and the log continues with what was committed")
    func crash() throws {
        let log = try Self.makeLog()
        let worker = try Self.readyWorker(log)
        log.armFault(.crashBeforeEffect, afterCalls: 1)
        _ = try log.topics()
        #expect(throws: LogError.self) { try log.topics() }
        let again = log.reopened()
        #expect(throws: LogError.self) { try log.topics() }
        let error = #expect(throws: LogError.self) { try worker.poll(maxWaitMilliseconds: 0) }
        #expect(error?.code == .closed)
        #expect(again.records(of: Self.source).count == 4)
        #expect(try Self.readyWorker(again).poll(maxWaitMilliseconds: 0).isIdle)
        #expect(log.violations == [])
    }

    enum Misuse: String, CaseIterable, Sendable {
        case goingBack = "goes back from 3 to 2"
        case runningAhead = "is committed to 5 but was polled to 4"
        case namedTwice = "names in/0 twice"
        case notOwned = "commits out/0, which it does not own"
        case noRewind = "the member has to rewind first"
        case keylessState = "has no key"
        case usedAfterClose = "the worker was closed by its owner"
        case doubtfulProducer = "the producer has to be made anew"
    }

    @Test("illegal use is refused and listed", arguments: Misuse.allCases)
    func misuse(_ misuse: Misuse) throws {
        let log = try Self.makeLog()
        let worker = try Self.readyWorker(log)
        switch misuse {
        case .goingBack:
            _ = try worker.commit(Self.transaction([], offsets: [(Self.source, 3)]))
            #expect(throws: LogError.self) { try worker.commit(Self.transaction([], offsets: [(Self.source, 2)])) }
        case .runningAhead:
            #expect(throws: LogError.self) { try worker.commit(Self.transaction([], offsets: [(Self.source, 5)])) }
        case .namedTwice:
            let offsets = [(Self.source, Int64(1)), (Self.source, Int64(2))]
            #expect(throws: LogError.self) { try worker.commit(Self.transaction([], offsets: offsets)) }
        case .notOwned:
            #expect(throws: LogError.self) { try worker.commit(Self.transaction([], offsets: [(Self.target, 0)])) }
        case .noRewind:
            log.armFault(.rewindBeforeEffect, afterCalls: 0)
            #expect(throws: LogError.self) { try worker.poll(maxWaitMilliseconds: 0) }
            #expect(throws: LogError.self) { try worker.commit(Self.transaction([], offsets: [(Self.source, 1)])) }
        case .keylessState:
            let state = TopicPartition("state", 0)
            #expect(throws: LogError.self) {
                try worker.commit(Self.transaction([(state, [LogRecord("", "x", at: 1)])]))
            }
        case .usedAfterClose:
            worker.close()
            #expect(throws: LogError.self) { try worker.poll(maxWaitMilliseconds: 0) }
        case .doubtfulProducer:
            let producer = try log.makeProducer(id: "q")
            log.armFault(.rewindAfterEffect, afterCalls: 0)
            let appends = Self.transaction([(Self.target, [LogRecord("k", "v", at: 1)])])
            #expect(throws: LogError.self) { try producer.commit(appends) }
            #expect(throws: LogError.self) { try producer.commit(appends) }
        }
        #expect(log.violations.count == 1)
        #expect(log.violations.first?.contains(misuse.rawValue) == true, "\(log.violations)")
    }

    @Test("an expelled member is fenced, hears what it lost, and may come back")
    func expelled() throws {
        let log = try Self.makeLog()
        let worker = try Self.readyWorker(log)
        log.expel(member: "w", of: "g")
        let other = try log.makeWorker(group: "g", topics: ["in"], member: "v")
        guard case .assigned(let taken) = try other.poll(maxWaitMilliseconds: 0) else {
            Issue.record("the other member got nothing")
            return
        }
        #expect(taken.count == 2)
        let error = #expect(throws: LogError.self) {
            try worker.commit(Self.transaction([], offsets: [(Self.source, 1)]))
        }
        #expect(error?.code == .fenced)
        try worker.rewind()
        guard case .lost(let lost) = try worker.poll(maxWaitMilliseconds: 0) else {
            Issue.record("the expelled member was not told")
            return
        }
        #expect(lost.count == 2)
        #expect(log.violations == [])
    }

    @Test("batches end where the hand-out says, and hold the same records", arguments: 1...6)
    func handOut(_ limit: Int) throws {
        let log = try Self.makeLog(handOut: .upTo(limit))
        let reader = try log.makeReader(of: Self.source, from: .earliest, to: .latest)
        var sizes: [Int] = []
        var records: [PlacedRecord] = []
        while let batch = try reader.next(maxWaitMilliseconds: 0) {
            sizes.append(batch.placedRecords().count)
            records += batch.placedRecords()
        }
        // Four records: 1+1+1+1, 2+2, 3+1, 4.
        #expect(sizes == [[1, 1, 1, 1], [2, 2], [3, 1], [4], [4], [4]][limit - 1])
        #expect(records == log.records(of: Self.source))
    }

    @Test("a waiting poll wakes up when a record comes, long before its time is over")
    func wakes() throws {
        let log = try Self.makeLog()
        let worker = try Self.readyWorker(log)
        let thread = Thread {
            let producer = try? log.makeProducer(id: "late")
            _ = try? producer?.commit(Self.transaction([(Self.source, [LogRecord("k", "late", at: 2)])]))
        }
        thread.start()
        guard case .records(let batch) = try worker.poll(maxWaitMilliseconds: 60_000) else {
            Issue.record("nothing came")
            return
        }
        #expect(batch.placedRecords().map(\.record.timestampMilliseconds) == [2])
    }
}

extension WorkerEvent {
    fileprivate var isIdle: Bool {
        if case .idle = self { true } else { false }
    }
}
