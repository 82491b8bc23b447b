import EventModel
import FalcoBridge
import Foundation
import HTTPRequests
import HTTPService
import LogPort
import PipelineTestKit
import SQLiteLog
import Synchronization
import Telemetry
import Testing

@Suite("Spool")
struct SpoolTests {
    private let lines = (0..<30).map { sampleAlert($0, pod: "same-pod") }

    @Test("Alerts that were kept while the log was away are in it once it is back, in order, with their counters")
    func forwards() throws {
        let scene = try SpoolScene()
        #expect(try scene.keep(lines + ["{broken", "a line of text"]))
        #expect(scene.forwarded == [])
        try scene.forward()
        #expect(scene.forwarded == lines)
        let counters = try #require(try DoorChangelog.read(scene.target)["memory"])
        #expect(counters.received == 32 && counters.appended == 30)
        #expect(counters.deadLettered == 1 && counters.skipped == 1)
        #expect(try scene.deadLetters().map(\.value) == [Array("{broken".utf8)])
        // Nothing comes a second time.
        try scene.forward()
        #expect(scene.forwarded == lines)
        #expect(scene.target.violations == [])
    }

    // The method: fail the first call, the second, ... until a run ends unharmed.
    @Test("Each alert comes once whatever call of the log fails, and however", arguments: InjectedFault.allCases)
    func exactlyOnce(fault: InjectedFault) throws {
        var strikes = 0
        for calls in 0... {
            let scene = try SpoolScene()
            #expect(try scene.keep(lines))
            scene.target.armFault(fault, afterCalls: calls)
            for _ in 0..<10 {
                do {
                    // Two or three alerts a transaction.
                    try scene.forward(transactionBytes: 2_000)
                    break
                } catch is LogError {
                    if scene.target.hasCrashed {
                        scene.reopenTarget()
                    }
                }
            }
            let hasStruck = !scene.target.isFaultPending
            scene.target.disarmFault()
            #expect(scene.forwarded == lines, "\(fault) after \(calls) calls")
            #expect(try DoorChangelog.read(scene.target)["memory"]?.appended == 30)
            #expect(scene.target.violations == [])
            guard hasStruck else { break }
            strikes += 1
        }
        // A producer, two readers, and at least ten commits.
        #expect(strikes >= 10)
    }

    @Test("A new spool counts on what the log has of its doors, and knows their places in files")
    func newSpool() throws {
        let scene = try SpoolScene()
        #expect(try scene.keep(lines))
        try scene.forward()
        let first = scene.storage
        scene.storage = TestStorage(log: MemoryLog())
        let spool = try scene.spool()
        #expect(spool.isNew)
        var place = DoorCounters(door: "file:/a")
        place.appended = 7
        place.position = FilePosition(device: 1, inode: 2, offset: 3)
        try spool.adopt([place])
        let known = try #require(try DoorChangelog.read(spool)["file:/a"])
        #expect(known.position == place.position && known.appended == 0)
        #expect(try scene.keep([sampleAlert(99, pod: "same-pod")]))
        try scene.forward()
        #expect(scene.forwarded == lines + [sampleAlert(99, pod: "same-pod")])
        #expect(try DoorChangelog.read(scene.target)["memory"]?.appended == 31)
        // The first one again, which knows nothing of the second.
        scene.storage = first
        #expect(try scene.keep([sampleAlert(100, pod: "same-pod"), "text"]))
        try scene.forward()
        let counters = try #require(try DoorChangelog.read(scene.target)["memory"])
        #expect(counters.appended == 32 && counters.received == 33 && counters.skipped == 1)
    }

    @Test("An older copy of a spool is refused, since the log has more of it")
    func olderCopy() throws {
        let storage = MemoryLog()
        let scene = try SpoolScene(storage: TestStorage(log: storage))
        #expect(try scene.keep(Array(lines.prefix(3))))
        try scene.forward()
        let copy = MemoryLog()
        let identity = try scene.spool().identity
        try copy.create(SpoolTopics.settings)
        for placed in storage.records(of: SpoolTopics.changelog).prefix(1) {
            let value = try #require(placed.record.value)
            var transaction = LogTransaction()
            transaction.append(
                key: placed.record.key,
                value: value,
                timestampMilliseconds: 0,
                to: SpoolTopics.changelog
            )
            _ = try copy.makeProducer(id: "copy").commit(transaction)
        }
        scene.storage = TestStorage(log: copy)
        #expect(try scene.spool().identity == identity)
        let error = #expect(throws: LogError.self) { try scene.forward() }
        #expect(error?.remedy == .stop)
        #expect(error?.message.contains("an older copy") == true)
    }

    @Test("A damaged part is skipped, named by a dead letter, and the rest goes on")
    func damage() throws {
        let storage = MemoryLog()
        let scene = try SpoolScene(storage: TestStorage(log: storage))
        #expect(try scene.keep(Array(lines.prefix(3))))
        // Each group is an alert and the counters: offsets 0 and 1, 2 and 3, 4 and 5; in memory damage is of one record.
        storage.damage(SpoolTopics.records, at: 2)
        try scene.forward()
        #expect(scene.forwarded == [lines[0], lines[2]])
        let letters = try scene.deadLetters()
        #expect(letters.map(\.code) == ["damaged-spool"])
        #expect(letters.first?.topic == "eyrie.spool.v1" && letters.first?.offset == 2)
        #expect(letters.first?.message.contains("offsets 2 to 2") == true)
        // The counters still say three: the ledger shows that one is missing.
        #expect(try DoorChangelog.read(scene.target)["memory"]?.appended == 3)
    }

    @Test("A full spool, and a disk with little room, refuse with 503, and the ledger counts it later")
    func full() throws {
        let scene = try SpoolScene()
        for isFull in [true, false] {
            var storage = TestStorage(log: MemoryLog())
            storage.stored = { isFull ? 1_000 : 0 }
            storage.freeBytes = isFull ? nil : 5_000
            scene.storage = storage
            scene.settings.maximumBytes = 1_500
            scene.settings.reservedBytes = 4_800
            let producer = try scene.spool().makeProducer(id: "bridge")
            var transaction = LogTransaction()
            transaction.append(
                key: "",
                value: [UInt8](repeating: 0x20, count: 600),
                timestampMilliseconds: 1,
                to: TopicPartition(Topics.alerts.name, 0)
            )
            let group = transaction
            let error = #expect(throws: LogError.self) { _ = try producer.commit(group) }
            #expect(error?.code == .noRoom && error?.remedy == .retry)
            #expect(error?.message.contains(isFull ? "maximum-bytes" : "reserved-bytes") == true)
        }
    }

    @Test("On the embedded engine forwarded records are removed, and offsets continue after a restart")
    func embedded() throws {
        let folder = "\(NSTemporaryDirectory())/eyrie-spool-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var expected: [String] = []
        let scene = try SpoolScene()
        var identities: Set<String> = []
        for round in 0..<3 {
            let log = try SQLiteLog(folder: folder)
            defer { log.close() }
            scene.storage = .embedded(log)
            identities.insert(try scene.spool().identity)
            let more = (0..<20).map { sampleAlert(round * 20 + $0, pod: "same-pod") }
            #expect(try scene.keep(more))
            #expect(scene.storage.storedBytes > 0)
            try scene.forward()
            expected += more
            #expect(scene.forwarded == expected)
            #expect(scene.storage.storedBytes == 0)
        }
        #expect(identities.count == 1)
        #expect(try DoorChangelog.read(scene.target)["memory"]?.appended == 60)
    }

    @Test("Recently forwarded records stay readable by topic, for as long as the duplicate window")
    func kept() throws {
        let log = MemoryLog()
        let scene = try SpoolScene(storage: TestStorage(log: log))
        #expect(try scene.keep(lines + ["{broken"]))
        var removed: [Int64] = []
        for (kept, expected) in [(Int64(1_000), Int64(0)), (0, 63)] {
            scene.settings.keptMilliseconds = kept
            let removals = Mutex<[Int64]>([])
            scene.storage.remove = { offset in removals.withLock { $0.append(offset) } }
            try scene.forward()
            removed = removals.withLock { $0 }
            #expect(removed == [expected])
            scene.storage = TestStorage(log: log)
            #expect(try scene.keep(["text"]))
        }
        var found: [String] = []
        try scene.spool().forEach(
            in: TopicPartition(Topics.alerts.name, 0),
            from: .time(milliseconds: IntakeHarness.clock.milliseconds)
        ) { record in
            let bytes = record.value.flatMap { ReceivedBytes.copy(of: $0) } ?? []
            found.append(String(decoding: bytes, as: UTF8.self))
        }
        #expect(found == lines)
    }

    @Test("While it fills up, a spool may drop the least urgent alerts, which are counted and answered as kept")
    func dropsLowest() throws {
        let stored = Mutex(0)
        let scene = try SpoolScene()
        scene.settings.maximumBytes = 10_000_000
        scene.settings.whenFull = .dropLowest
        scene.storage.stored = { stored.withLock { $0 } }
        let spool = try scene.spool()
        scene.leastKept = { spool.leastKept }
        // Six of them at each fill; what is kept by hand from the thresholds.
        let priorities = ["Debug", "Notice", "Warning", "Error", "Critical", "Emergency"]
        var number = 0
        for (fill, kept) in [(79, 6), (80, 5), (85, 4), (90, 3), (95, 2), (99, 2)] {
            stored.withLock { $0 = fill * 100_000 }
            let lines = priorities.map { priority in
                number += 1
                return sampleAlert(number).replacingOccurrences(
                    of: #""priority":"Notice""#,
                    with: #""priority":"\#(priority)""#
                )
            }
            #expect(try scene.keep(lines, door: "fill \(fill)"))
            let counters = try #require(try DoorChangelog.read(spool)["fill \(fill)"])
            #expect(counters.received == 6)
            #expect(counters.appended == UInt64(kept) && counters.dropped == UInt64(6 - kept), "\(fill) %")
        }
    }
}
