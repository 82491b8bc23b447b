import EventModel
import PipelineTestKit
import StageKit
import StageRuntime
import Testing

@Suite("Restoring from the changelog")
struct RestoreTests {
    private static let limits = StateLimits(maxKeys: 8, maxAgeNanoseconds: 40_000_000_000)
    private static let model = Digest([UInt8](repeating: 5, count: 32))
    private static let contents = FixedContents(known: [model: [100, 1, 2]])

    /// Notes under 12 keys over about five minutes, with controls, rejected and late ones among them.
    private static func history(_ count: Int, seed: UInt64) -> [LogRecord] {
        var random = SeededGenerator(seed: seed)
        var second: Int64 = 0
        return (0..<count).map { _ in
            second += Int64(random.below(6))
            let time = ProcessorDriver.seconds(second - (random.oneIn(10) ? 20 : 0))
            if random.oneIn(40) {
                return ProcessorDriver.control(.setThreshold(Milli(thousandths: Int32(random.below(5)))), at: time)
            }
            if random.oneIn(40) {
                return ProcessorDriver.control(.activateModel(model), at: time)
            }
            return ProcessorDriver.note("k\(random.below(12))", Int64(random.below(12)) - 1, at: time)
        }
    }

    /// What compaction leaves: the last record of each key, here in the order of keys.
    private static func compacted(_ changelog: [LogRecord]) -> [LogRecord] {
        var last: [[UInt8]: LogRecord] = [:]
        for record in changelog {
            last[record.key] = record
        }
        return last.values.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }

    @Test("a restored processor goes on to the same bytes, from a whole and a compacted changelog", arguments: 0..<30)
    func sameBytes(seed: Int) throws {
        let records = Self.history(240, seed: UInt64(seed))
        let original = ProcessorDriver(limits: Self.limits, contents: Self.contents)
        try original.restore([])
        var changelog: [LogRecord] = []
        var random = SeededGenerator(seed: UInt64(seed)).split(1)
        var position = 0
        while position < 180 {
            let next = min(180, position + random.within(1...20))
            changelog += try original.process(Array(records[position..<next])).changes
            position = next
        }
        let expected = try original.process(Array(records[180...]))
        #expect(!expected.outputs.isEmpty)

        for restored in [changelog, Self.compacted(changelog)] {
            let copy = ProcessorDriver(limits: Self.limits, contents: Self.contents, from: 180)
            try copy.restore(restored)
            let again = try copy.process(Array(records[180...]))
            #expect(again.outputs == expected.outputs)
            #expect(again.letters == expected.letters)
            #expect(again.offsets == expected.offsets)
            #expect(Self.compacted(again.changes) == Self.compacted(expected.changes))
            #expect(copy.processor.keyCount == original.processor.keyCount)
        }
    }

    @Test("recency is restored: the key that goes is the one that would have gone")
    func recency() throws {
        let limits = StateLimits(maxKeys: 3, maxAgeNanoseconds: 1_000_000_000_000)
        let original = ProcessorDriver(limits: limits)
        func note(_ key: String, _ second: Int64) -> LogRecord {
            ProcessorDriver.note(key, 1, at: ProcessorDriver.seconds(second))
        }
        let changelog = try original.process([note("c", 0), note("a", 1), note("b", 2), note("c", 3)]).changes
        let restored = ProcessorDriver(limits: limits, from: 4)
        try restored.restore(Self.compacted(changelog))
        // Touched in the order a, b, c: a goes for d, then b for e.
        let done = try restored.process([note("d", 4), note("e", 5)])
        #expect(done.said == ["d: 1", "a: -1", "e: 1", "b: -1"])
    }

    @Test("a changelog record that has no recency, or a state that does not decode, stops the stage")
    func damaged() throws {
        let original = ProcessorDriver()
        let note = ProcessorDriver.note("a", 1, at: ProcessorDriver.seconds(0))
        var changes = try original.process([note]).changes
        let index = try #require(changes.firstIndex { $0.key == Array("a".utf8) })
        let good = changes[index]

        changes[index].headers = []
        #expect(throws: StageFault.self) { try ProcessorDriver().restore(changes) }
        changes[index] = good
        changes[index].value = Array("{\"total\":true}".utf8)
        let damaged = ProcessorDriver(from: 1)
        try damaged.restore(changes)
        let thrown = #expect(throws: StageFault.self) { try damaged.process([note]) }
        guard case .damagedState(let stage, 0, let message)? = thrown else {
            Issue.record("not the fault of a damaged state: \(String(describing: thrown))")
            return
        }
        #expect(stage == "sum" && message.contains("the state of a does not decode"))
    }
}
